-- What is past due at each of several days ($ends), among the documents in `items`, each as it was at the end of that day.
SELECT e.day, SUM(b.balance) AS overdue
FROM (SELECT unnest($ends::DATE[]) AS day) AS e
JOIN balances AS b ON b.after_day <= e.day AND (b.until_day IS NULL OR b.until_day > e.day)
JOIN dues AS u ON u.document_key = b.document_key AND u.seq = b.seq AND u.due_date < e.day
JOIN items AS i ON i.document_key = b.document_key AND i.item = 'invoice' AND (i.date IS NULL OR i.date <= e.day)
GROUP BY e.day
