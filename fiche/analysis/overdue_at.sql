-- What one client has past due at each of several days ($ends), in $currency or in all when NULL.
WITH ends AS (
    SELECT unnest($ends::DATE[]) AS day
),
held AS (
    SELECT e.day, m.document_key, SUM(m.applied) AS applied
    FROM ends AS e
    JOIN movements AS m ON m.applies_on <= e.day
    WHERE m.client_id = $client_id AND m.target = 'invoice'
    GROUP BY e.day, m.document_key
)
SELECT e.day,
       SUM(CASE
           WHEN coalesce(h.applied, 0) <= u.before THEN u.amount
           WHEN h.applied - u.before >= u.amount THEN 0
           ELSE u.amount - (h.applied - u.before)
       END) AS overdue
FROM ends AS e
JOIN dues AS u ON u.due_date < e.day
JOIN documents AS d ON d.document_key = u.document_key AND (d.date IS NULL OR d.date <= e.day)
LEFT JOIN held AS h ON h.day = e.day AND h.document_key = d.document_key
WHERE d.client_id = $client_id AND d.kind = 'invoice' AND ($currency IS NULL OR d.currency = $currency)
GROUP BY e.day
