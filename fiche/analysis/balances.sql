-- Once per copy: what was left of each due amount after its due date, in spans of one balance, whatever the as_of.
--
-- A payment counts from the day after its own: its day still bears the balance before it. So a span holds the days after after_day up to
-- until_day included (NULL: still so). What is applied to an invoice fills its dues in their order: due number seq holds what exceeds
-- `before`, the dues ahead of it, up to its own amount. Spans without a balance are left out.
WITH points AS (
    SELECT d.document_key, d.seq, d.amount, d.before, d.due_date AS day,
           SUM(CASE WHEN y.day <= d.due_date THEN y.applied ELSE 0 END) AS held
    FROM dues AS d
    LEFT JOIN received AS y ON y.document_key = d.document_key
    WHERE d.due_date IS NOT NULL
    GROUP BY d.document_key, d.seq, d.amount, d.before, d.due_date
    UNION ALL
    SELECT d.document_key, d.seq, d.amount, d.before, h.day, h.held
    FROM dues AS d
    JOIN received AS h ON h.document_key = d.document_key AND h.day > d.due_date
),
spans AS (
    SELECT p.document_key, p.seq, p.day AS after_day,
           MIN(p.day) OVER (
               PARTITION BY p.document_key, p.seq ORDER BY p.day DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
           ) AS until_day,
           p.amount - CASE
               WHEN p.held <= p.before THEN 0
               WHEN p.held - p.before >= p.amount THEN p.amount
               ELSE p.held - p.before
           END AS balance
    FROM points AS p
)
SELECT s.document_key, s.seq, s.after_day, s.until_day, CAST(s.balance AS DECIMAL(18, 2)) AS balance
FROM spans AS s
WHERE s.balance > 0
