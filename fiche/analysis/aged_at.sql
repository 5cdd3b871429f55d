-- What is past due at each of several days ($ends) by how late it is, among the documents in `items`, each as it was at the end of that day.
WITH mine AS MATERIALIZED (
    SELECT b.after_day, b.until_day, b.balance, u.due_date, i.date
    FROM (SELECT t.document_key, t.date FROM items AS t WHERE t.item = 'invoice') AS i
    JOIN balances AS b ON b.document_key = i.document_key
    JOIN dues AS u ON u.document_key = b.document_key AND u.seq = b.seq
),
late AS (
    SELECT e.day, date_diff('day', m.due_date, e.day) AS past_due, SUM(m.balance) AS amount
    FROM (SELECT unnest($ends::DATE[]) AS day) AS e
    JOIN mine AS m
        ON m.due_date < e.day AND m.after_day <= e.day AND (m.until_day IS NULL OR m.until_day > e.day) AND (m.date IS NULL OR m.date <= e.day)
    GROUP BY e.day, date_diff('day', m.due_date, e.day)
)
SELECT l.day, b.code AS bucket, SUM(l.amount) AS amount
FROM late AS l
JOIN buckets AS b ON l.past_due BETWEEN b.first_day AND b.last_day
GROUP BY l.day, b.code
ORDER BY l.day, b.code
