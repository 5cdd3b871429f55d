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
SELECT e.day, SUM(d.gross - coalesce(h.applied, 0)) AS overdue
FROM ends AS e
JOIN documents AS d ON d.due_date < e.day AND (d.date IS NULL OR d.date <= e.day)
LEFT JOIN held AS h ON h.day = e.day AND h.document_key = d.document_key
WHERE d.client_id = $client_id AND d.kind = 'invoice' AND ($currency IS NULL OR d.currency = $currency)
GROUP BY e.day
