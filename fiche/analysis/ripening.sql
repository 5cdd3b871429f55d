-- Of all clients: each month in which something was invoiced in $currency, and the last due date of its invoices.
SELECT CAST(date_trunc('month', d.date) AS DATE) AS month, MAX(u.due_date) AS last_due
FROM documents AS d
JOIN dues AS u ON u.document_key = d.document_key
WHERE d.kind = 'invoice' AND d.date IS NOT NULL AND u.due_date IS NOT NULL AND d.currency = $currency
GROUP BY date_trunc('month', d.date)
ORDER BY date_trunc('month', d.date)
