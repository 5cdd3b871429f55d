-- What the risk score needs beside the indicators, one row per client: how late settled invoices were, over 12 months and over each half of
-- them, how many open invoices are disputed, and how many have fallen due or been settled (no history without one).
-- Open invoices are left out of the delays on purpose: their lateness is counted by what is overdue, and a new one a day late would
-- otherwise lower the average of a client who pays very late.
WITH settled AS (
    SELECT i.client_id, i.gross, CASE WHEN i.paid_on IS NOT NULL THEN i.delay_days END AS delay, i.paid_on, i.due_date, i.payment_status, i.item
    FROM items AS i
)
SELECT s.client_id,
       CASE
           WHEN SUM(CASE WHEN s.delay IS NOT NULL THEN s.gross END) > 0
           THEN CAST(SUM(s.gross * s.delay) AS DOUBLE) / CAST(SUM(CASE WHEN s.delay IS NOT NULL THEN s.gross END) AS DOUBLE)
       END AS paid_delay,
       CASE
           WHEN SUM(CASE WHEN s.delay IS NOT NULL AND s.paid_on > $half_year_ago THEN s.gross END) > 0
           THEN CAST(SUM(CASE WHEN s.paid_on > $half_year_ago THEN s.gross * s.delay END) AS DOUBLE)
               / CAST(SUM(CASE WHEN s.delay IS NOT NULL AND s.paid_on > $half_year_ago THEN s.gross END) AS DOUBLE)
       END AS delay_now,
       CASE
           WHEN SUM(CASE WHEN s.delay IS NOT NULL AND s.paid_on <= $half_year_ago THEN s.gross END) > 0
           THEN CAST(SUM(CASE WHEN s.paid_on <= $half_year_ago THEN s.gross * s.delay END) AS DOUBLE)
               / CAST(SUM(CASE WHEN s.delay IS NOT NULL AND s.paid_on <= $half_year_ago THEN s.gross END) AS DOUBLE)
       END AS delay_before,
       COUNT(CASE WHEN s.payment_status = 'disputed' THEN 1 END) AS disputed_count,
       COUNT(CASE WHEN s.item = 'invoice' AND (s.due_date < $as_of OR s.paid_on IS NOT NULL) THEN 1 END) AS history
FROM settled AS s
GROUP BY s.client_id
ORDER BY s.client_id
