-- Once per copy: each payment and each credit note, the document it is applied to, from which day, and for how much.
--
-- A credit note or payment naming an invoice of the same client and currency reduces it from the later of the two dates; what the
-- invoice holds never leaves 0..gross, so each movement takes the step of the running total between those bounds, in the order of
-- days, and what it cannot place stays its own. Because that order begins with the day, the rows of any past day are a prefix of it:
-- the amounts below hold at every as_of. A payment naming a credit note (money returned) belongs to that credit note whole.
-- A missing date is as old as can be: 0001-01-01 stands for it in the order only.
WITH named AS (
    SELECT 'payment' AS source, p.payment_key AS source_key, p.client_id, p.currency, p.date, p.amount, p.assumed,
           CASE WHEN d.client_id = p.client_id AND d.currency = p.currency THEN d.document_key END AS document_key,
           CASE WHEN d.client_id = p.client_id AND d.currency = p.currency THEN d.kind END AS target,
           d.gross AS room, d.date AS target_date
    FROM payments AS p
    LEFT JOIN documents AS d ON d.document_key = p.document_key
    UNION ALL
    SELECT 'credit_note' AS source, c.document_key AS source_key, c.client_id, c.currency, c.date, -c.gross AS amount, FALSE AS assumed,
           d.document_key, d.kind AS target, d.gross AS room, d.date AS target_date
    FROM documents AS c
    LEFT JOIN documents AS d
        ON d.document_key = c.related_key AND d.client_id = c.client_id AND d.currency = c.currency AND d.kind = 'invoice'
    WHERE c.kind = 'credit_note'
),
dated AS (
    SELECT n.*, coalesce(n.date, DATE '0001-01-01') AS moved_on,
           CASE
               WHEN n.document_key IS NULL THEN NULL
               WHEN coalesce(n.date, DATE '0001-01-01') >= coalesce(n.target_date, DATE '0001-01-01')
                   THEN coalesce(n.date, DATE '0001-01-01')
               ELSE n.target_date
           END AS applies_on
    FROM named AS n
),
running AS (
    SELECT d.*,
           SUM(d.amount) OVER (
               PARTITION BY d.document_key
               ORDER BY d.applies_on, d.moved_on, d.source, d.source_key
               ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
           ) AS total
    FROM dated AS d
),
bounded AS (
    SELECT r.*,
           CASE WHEN r.total < 0 THEN 0 WHEN r.total > r.room THEN r.room ELSE r.total END AS held,
           CASE
               WHEN r.total - r.amount < 0 THEN 0
               WHEN r.total - r.amount > r.room THEN r.room
               ELSE r.total - r.amount
           END AS held_before
    FROM running AS r
)
SELECT b.source, b.source_key, b.client_id, b.currency, b.date, b.amount, b.assumed, b.document_key, b.target, b.applies_on,
       CAST(
           CASE WHEN b.target = 'invoice' THEN b.held - b.held_before WHEN b.target IS NULL THEN 0 ELSE b.amount END
           AS DECIMAL(38, 2)
       ) AS applied
FROM bounded AS b
