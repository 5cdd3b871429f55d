-- By month of invoicing, up to $as_of: what was billed with a due date, and what was left of it ninety days after its due dates where that
-- day has come for all of them (NULL before).
SELECT CAST(date_trunc('month', i.date) AS DATE) AS month, SUM(u.amount) AS billed,
       CASE WHEN MIN(date_diff('day', u.due_date, $as_of)) >= 90 THEN SUM(u.open_90) END AS left_open
FROM items AS i
JOIN dues AS u ON u.document_key = i.document_key
WHERE i.item = 'invoice' AND i.date IS NOT NULL AND u.due_date IS NOT NULL
GROUP BY date_trunc('month', i.date)
ORDER BY date_trunc('month', i.date)
