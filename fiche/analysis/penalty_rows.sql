-- The late days behind the penalties at $as_of, of the documents in `items`: segments_at stands for late_segments.sql. `charge` adds up along
-- each document in cents x millionths x days, so that each row may be rounded to what it adds to its document's penalty.
SELECT i.client_id, g.document_key, u.due_date, g.after_day, g.last_day, g.days, g.balance, g.rate,
       SUM(CAST(g.balance * 100 AS DECIMAL(20, 0)) * CAST(coalesce(g.rate, 0) AS DECIMAL(9, 0)) * CAST(g.days AS DECIMAL(9, 0))) OVER (
           PARTITION BY g.document_key ORDER BY g.seq, g.after_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
       ) AS charge
FROM segments_at AS g
JOIN items AS i ON i.document_key = g.document_key
JOIN dues AS u ON u.document_key = g.document_key AND u.seq = g.seq
WHERE i.indemnity IS NOT NULL
ORDER BY i.client_id, g.document_key, g.seq, g.after_day
