-- The derived columns at $as_of: one row per document, per payment with something left, and per client (so that a client with nothing
-- is still counted). Every indicator is an aggregate over these rows; see fiche/analysis/metrics.
--
-- Documents and payments dated after $as_of are not there; undated ones are there at every $as_of. Amounts are DECIMAL, in the row's
-- currency. Sigma of open_amount + unapplied is the balance, whatever one groups by. $currency NULL means every currency.
WITH applied AS (
    SELECT m.document_key,
           SUM(m.applied) AS applied,
           SUM(CASE WHEN m.source = 'payment' THEN m.applied ELSE 0 END) AS paid,
           MAX(CASE WHEN m.applied <> 0 THEN m.applies_on END) AS last_applied_on,
           MAX(CASE WHEN m.applied <> 0 AND m.date IS NULL THEN 1 ELSE 0 END) AS undated,
           MAX(CASE WHEN m.source = 'payment' THEN m.date END) AS last_payment_on,
           MAX(CASE WHEN m.assumed THEN 1 ELSE 0 END) AS assumed
    FROM movements AS m
    WHERE m.applies_on <= $as_of
    GROUP BY m.document_key
),
used AS (
    SELECT m.source_key AS document_key, SUM(m.applied) AS used
    FROM movements AS m
    WHERE m.source = 'credit_note' AND m.applies_on <= $as_of
    GROUP BY m.source_key
),
contested AS (
    SELECT l.document_key
    FROM disputes AS l
    WHERE (l.opened_on IS NULL OR l.opened_on <= $as_of) AND (l.closed_on IS NULL OR l.closed_on > $as_of)
    GROUP BY l.document_key
),
-- The bucket of each number of days: found once a number, and not once a document.
late AS (
    SELECT n.past_due, b.code
    FROM (SELECT DISTINCT CAST(date_diff('day', d.due_date, $as_of) AS INTEGER) AS past_due FROM documents AS d) AS n
    JOIN buckets AS b ON n.past_due BETWEEN b.first_day AND b.last_day
),
standing AS (
    SELECT d.*,
           coalesce(a.applied, 0) AS received,
           coalesce(a.paid, 0) AS paid,
           coalesce(a.assumed, 0) = 1 AS assumed,
           a.last_payment_on,
           CASE WHEN a.undated = 0 THEN a.last_applied_on END AS last_applied_on,
           CASE WHEN d.kind = 'invoice' THEN coalesce(a.applied, 0) ELSE coalesce(u.used, 0) - coalesce(a.applied, 0) END AS applied,
           CASE WHEN d.kind = 'invoice' THEN d.gross - coalesce(a.applied, 0) ELSE 0 END AS open_amount,
           CASE WHEN d.kind = 'invoice' THEN 0 ELSE d.gross + coalesce(u.used, 0) - coalesce(a.applied, 0) END AS unapplied,
           CAST(date_diff('day', d.due_date, $as_of) AS INTEGER) AS past_due,
           d.disputed OR l.document_key IS NOT NULL AS in_dispute,
           CASE
               WHEN d.date > $year_ago THEN 'last'
               WHEN d.date > $two_years_ago THEN 'previous'
               WHEN d.date IS NOT NULL THEN 'before'
           END AS period
    FROM documents AS d
    LEFT JOIN applied AS a ON a.document_key = d.document_key
    LEFT JOIN used AS u ON u.document_key = d.document_key
    LEFT JOIN contested AS l ON l.document_key = d.document_key
    WHERE (d.date IS NULL OR d.date <= $as_of) AND ($currency IS NULL OR d.currency = $currency)
),
settled AS (
    SELECT s.*,
           s.open_amount > 0 AND coalesce(s.past_due, 0) > 0 AS overdue,
           CASE WHEN s.kind = 'invoice' AND s.open_amount = 0 AND s.paid > 0 THEN s.last_applied_on END AS paid_on
    FROM standing AS s
),
items AS (
    SELECT s.kind AS item, s.client_id, s.currency, s.document_key, s.date, s.due_date, s.gross, s.net, s.before_discount, s.discount,
           s.period, CASE WHEN s.date > $dso_from THEN $dso_days END AS dso_window, s.gap_days, s.applied, s.open_amount, s.unapplied, s.overdue,
           CASE WHEN s.overdue THEN s.past_due END AS days_late,
           CASE
               WHEN s.unapplied <> 0 THEN 'unapplied'
               WHEN s.open_amount = 0 THEN NULL
               WHEN s.due_date IS NULL THEN 'no_due_date'
               WHEN s.past_due <= 0 THEN 'not_due'
               ELSE b.code
           END AS bucket,
           s.overdue AND s.past_due > $serious_days AS serious,
           CASE
               WHEN s.open_amount + s.unapplied = 0 THEN 'paid'
               WHEN s.open_amount > 0 AND s.in_dispute THEN 'disputed'
               WHEN s.overdue THEN 'late'
               WHEN s.applied <> 0 THEN 'partial'
               ELSE 'pending'
           END AS payment_status,
           s.paid_on, s.last_payment_on, s.assumed,
           CASE WHEN s.paid_on > $year_ago THEN CAST(date_diff('day', s.date, s.paid_on) AS INTEGER) END AS payment_days,
           CASE
               WHEN s.paid_on > $year_ago THEN CAST(date_diff('day', s.due_date, s.paid_on) AS INTEGER)
               WHEN s.overdue THEN s.past_due
           END AS delay_days,
           CAST(NULL AS DECIMAL(18, 2)) AS credit_limit
    FROM settled AS s
    LEFT JOIN late AS b ON b.past_due = s.past_due
    UNION ALL
    SELECT 'payment', m.client_id, m.currency, NULL, m.date, NULL, NULL, NULL, NULL, NULL,
           NULL, NULL, NULL, CASE WHEN m.applies_on <= $as_of THEN m.applied ELSE 0 END, 0,
           CASE WHEN m.applies_on <= $as_of THEN m.applied ELSE 0 END - m.amount, FALSE,
           NULL, 'unapplied', FALSE, NULL, NULL, NULL, m.assumed, NULL, NULL, NULL
    FROM movements AS m
    WHERE m.source = 'payment' AND (m.date IS NULL OR m.date <= $as_of) AND ($currency IS NULL OR m.currency = $currency)
      AND CASE WHEN m.applies_on <= $as_of THEN m.applied ELSE 0 END <> m.amount
    UNION ALL
    SELECT 'client', c.client_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
           NULL, NULL, NULL, 0, 0, 0, FALSE,
           NULL, NULL, FALSE, NULL, NULL, NULL, FALSE, NULL, NULL, c.credit_limit
    FROM clients AS c
    WHERE $currency IS NULL
       OR c.client_id IN (SELECT k.client_id FROM client_currencies AS k WHERE k.currency = $currency)
       OR c.client_id NOT IN (SELECT k.client_id FROM client_currencies AS k)
)
SELECT i.* FROM items AS i
ORDER BY i.client_id, i.document_key
