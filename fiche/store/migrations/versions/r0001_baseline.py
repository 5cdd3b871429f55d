"""The tables as they were before the record kept its version: made in an empty place, completed in a record of that time."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# «name type», «*» for the primary key, «!» for what is never null, «>table» for what refers to it.
TABLES = {
    "imports": """
        id integer*, made_at datetime!, loaded_on date!, rows_in_file integer!, rows_loaded integer!, active boolean!, mode text16, absent text16""",
    "choices": """
        signature text64*, table text32, columns text!""",
    "dismissals": """
        code text64*, record text*, made_at datetime!""",
    "edits": """
        id integer*, table text32!, record text!, column text64!, before text, value text, origin text64!, made_at datetime!, active boolean!""",
    "preferences": """
        name text64*, value text!""",
    "revision": """
        id integer*, number integer!""",
    "settings": """
        id integer*, name text64!, value text, made_at datetime!""",
    "findings": """
        import_id integer*>imports, position integer*, code text, severity text, table text, record text, source_file text, source_sheet text,
        source_row bigint, column text, cell text, value text, detail text, proposal text""",
    "import_files": """
        import_id integer*>imports, position integer*, name text!, sha256 text64!""",
    "set_aside": """
        import_id integer*>imports, position integer*, source_file text, source_sheet text, source_row bigint, code text, detail text, content text""",
    "addresses": """
        import_id integer*>imports, position integer*, client_id text, client_name text, address_kind text, address_name text, address text,
        address_more text, postal_code text, city text, region text, country text, siret text, source_file text, source_sheet text,
        source_row bigint, extra text""",
    "clients": """
        import_id integer*>imports, position integer*, client_id text, source_id text, name text, file_reference text, legal_form text, status text,
        category text, sector text, zone text, account_manager text, created_on date, siren text, siret text, vat_number text, contact_name text,
        contact_role text, email text, phone text, mobile text, website text, address text, address_more text, postal_code text, city text,
        region text, country text, delivery_address text, delivery_postal_code text, delivery_city text, delivery_country text, carrier text,
        delivery_days bigint, delivery_fee bigint, delivery_terms text, delivery_instructions text, billing_mode text, payment_method text,
        payment_terms text, iban text, credit_limit bigint, insured_amount bigint, currency text, granted_discount float, purchase_frequency text,
        preferences text, is_customer boolean, notes text, source_file text, source_sheet text, source_row bigint, extra text""",
    "contacts": """
        import_id integer*>imports, position integer*, client_id text, client_name text, contact_id text, title text, contact_name text,
        first_name text, role text, email text, phone text, mobile text, notes text, source_file text, source_sheet text, source_row bigint,
        extra text""",
    "disputes": """
        import_id integer*>imports, position integer*, client_id text, client_name text, document_id text, opened_on date, dispute_reason text,
        amount bigint, state text, closed_on date, comment text, document_key bigint, source_file text, source_sheet text, source_row bigint,
        extra text""",
    "documents": """
        import_id integer*>imports, position integer*, document_id text, source_id text, kind text, client_id text, client_name text, date date,
        due_date date, payment_terms text, net_amount bigint, vat_amount bigint, vat_rate float, gross_amount bigint, before_discount_amount bigint,
        discount_amount bigint, discount_rate float, cost bigint, delivery_cost bigint, currency text, payment_status text, paid_amount bigint,
        paid_date date, open_amount bigint, payment_method text, disputed boolean, related_document text, order_reference text, description text,
        quantity float, unit_price bigint, document_key bigint, gross bigint, net bigint, before_discount bigint, discount bigint,
        net_is_gross boolean, related_key bigint, schedule text, source_file text, source_sheet text, source_row bigint, extra text""",
    "interactions": """
        import_id integer*>imports, position integer*, client_id text, client_name text, date date, channel text, contact_name text, summary text,
        author text, next_action text, next_action_on date, source_file text, source_sheet text, source_row bigint, extra text""",
    "lines": """
        import_id integer*>imports, position integer*, document_id text, source_id text, product text, description text, quantity float,
        unit_price bigint, discount_rate float, line_amount bigint, line_gross_amount bigint, vat_rate float, cost bigint, document_key bigint,
        source_file text, source_sheet text, source_row bigint, extra text""",
    "payments": """
        import_id integer*>imports, position integer*, payment_id text, client_id text, client_name text, document_id text, date date,
        amount bigint, currency text, method text, reference text, document_key bigint, assumed boolean, implied boolean, source_file text,
        source_sheet text, source_row bigint, extra text""",
}
TYPES: dict[str, Any] = {
    "text": sa.Text(),
    "text16": sa.String(16),
    "text32": sa.String(32),
    "text64": sa.String(64),
    "integer": sa.Integer(),
    "bigint": sa.BigInteger(),
    "float": sa.Float(),
    "boolean": sa.Boolean(),
    "date": sa.Date(),
    "datetime": sa.DateTime(),
}


def upgrade() -> None:
    """Nothing that is there is touched: what is lacking may be null."""
    seen = sa.inspect(op.get_bind())
    there = set(seen.get_table_names())
    for table, words in TABLES.items():
        columns = [_column(said.strip()) for said in words.split(",")]
        if table not in there:
            op.create_table(table, *columns)
            continue
        known = {c["name"] for c in seen.get_columns(table)}
        for column in columns:
            if column.name not in known:
                op.add_column(table, column)
    op.execute("INSERT INTO revision (id, number) SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM revision)")


def _column(said: str) -> sa.Column[Any]:
    """One column of a table."""
    said, _, target = said.partition(">")
    name, kind = said.split()
    refers = [sa.ForeignKey(f"{target}.id")] if target else []
    return sa.Column(
        name, TYPES[kind.strip("*!")], *refers, primary_key="*" in kind, nullable=not set("*!") & set(kind)
    )
