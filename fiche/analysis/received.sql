-- Once per copy: what invoices receive day by day (applied), and what they hold from that day on (held), whatever the as_of.
WITH daily AS (
    SELECT m.document_key, m.applies_on AS day, SUM(m.applied) AS applied
    FROM movements AS m
    WHERE m.target = 'invoice' AND m.applied <> 0
    GROUP BY m.document_key, m.applies_on
)
SELECT y.document_key, y.day, y.applied,
       SUM(y.applied) OVER (
           PARTITION BY y.document_key ORDER BY y.day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
       ) AS held
FROM daily AS y
