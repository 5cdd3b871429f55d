-- Once per copy: each due amount (due_amounts) with what was left of it ninety days after its due date, and, for an instalment, the day it was
-- first filled. Both are facts of that day: what comes later changes nothing.
WITH filled AS (
    SELECT d.document_key, d.seq, MIN(h.day) AS cleared_on
    FROM due_amounts AS d
    JOIN received AS h ON h.document_key = d.document_key AND h.held >= d.before + d.amount
    WHERE d.scheduled
    GROUP BY d.document_key, d.seq
),
ninety AS (
    SELECT d.document_key, d.seq, SUM(y.applied) AS held
    FROM due_amounts AS d
    JOIN received AS y ON y.document_key = d.document_key AND date_diff('day', d.due_date, y.day) <= 90
    GROUP BY d.document_key, d.seq
)
SELECT d.document_key, d.seq, d.due_date, d.amount, d.before, f.cleared_on,
       CASE
           WHEN coalesce(n.held, 0) <= d.before THEN d.amount
           WHEN n.held - d.before >= d.amount THEN 0
           ELSE CAST(d.amount - (n.held - d.before) AS DECIMAL(18, 2))
       END AS open_90
FROM due_amounts AS d
LEFT JOIN filled AS f ON f.document_key = d.document_key AND f.seq = d.seq
LEFT JOIN ninety AS n ON n.document_key = d.document_key AND n.seq = d.seq
