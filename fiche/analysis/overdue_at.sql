-- What is past due at each of several days ($ends), among the documents in `items`, each as it was at the end of that day.
WITH mine AS MATERIALIZED (
    SELECT b.after_day, b.until_day, b.balance, u.due_date, i.date
    FROM (SELECT t.document_key, t.date FROM items AS t WHERE t.item = 'invoice') AS i
    JOIN balances AS b ON b.document_key = i.document_key
    JOIN dues AS u ON u.document_key = b.document_key AND u.seq = b.seq
)
SELECT e.day, SUM(m.balance) AS overdue
FROM (SELECT unnest($ends::DATE[]) AS day) AS e
JOIN mine AS m
    ON m.due_date < e.day AND m.after_day <= e.day AND (m.until_day IS NULL OR m.until_day > e.day) AND (m.date IS NULL OR m.date <= e.day)
GROUP BY e.day
