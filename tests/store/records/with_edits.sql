BEGIN TRANSACTION;
CREATE TABLE addresses (
	import_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	client_id TEXT, 
	client_name TEXT, 
	address_kind TEXT, 
	address_name TEXT, 
	address TEXT, 
	address_more TEXT, 
	postal_code TEXT, 
	city TEXT, 
	region TEXT, 
	country TEXT, 
	siret TEXT, 
	source_file TEXT, 
	source_sheet TEXT, 
	source_row BIGINT, 
	extra TEXT, 
	PRIMARY KEY (import_id, position), 
	FOREIGN KEY(import_id) REFERENCES imports (id)
);
CREATE TABLE choices (
	signature VARCHAR(64) NOT NULL, 
	"table" VARCHAR(32), 
	columns TEXT NOT NULL, 
	PRIMARY KEY (signature)
);
CREATE TABLE clients (
	import_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	client_id TEXT, 
	source_id TEXT, 
	name TEXT, 
	file_reference TEXT, 
	legal_form TEXT, 
	status TEXT, 
	category TEXT, 
	sector TEXT, 
	zone TEXT, 
	account_manager TEXT, 
	created_on DATE, 
	siren TEXT, 
	siret TEXT, 
	vat_number TEXT, 
	contact_name TEXT, 
	contact_role TEXT, 
	email TEXT, 
	phone TEXT, 
	mobile TEXT, 
	website TEXT, 
	address TEXT, 
	address_more TEXT, 
	postal_code TEXT, 
	city TEXT, 
	region TEXT, 
	country TEXT, 
	delivery_address TEXT, 
	delivery_postal_code TEXT, 
	delivery_city TEXT, 
	delivery_country TEXT, 
	carrier TEXT, 
	delivery_days BIGINT, 
	delivery_fee BIGINT, 
	delivery_terms TEXT, 
	delivery_instructions TEXT, 
	billing_mode TEXT, 
	payment_method TEXT, 
	payment_terms TEXT, 
	credit_limit BIGINT, 
	insured_amount BIGINT, 
	currency TEXT, 
	granted_discount FLOAT, 
	purchase_frequency TEXT, 
	preferences TEXT, 
	is_customer BOOLEAN, 
	notes TEXT, 
	source_file TEXT, 
	source_sheet TEXT, 
	source_row BIGINT, 
	extra TEXT, 
	PRIMARY KEY (import_id, position), 
	FOREIGN KEY(import_id) REFERENCES imports (id)
);
INSERT INTO "clients" VALUES(1,0,'C1',NULL,'Alpha',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'clients.csv','clients',2,'{"Couleur":"bleu"}');
INSERT INTO "clients" VALUES(1,1,'C2',NULL,'Bêta',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'clients.csv','clients',3,'{"Couleur":null}');
INSERT INTO "clients" VALUES(2,0,'C1',NULL,'Alpha',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'clients.csv','clients',2,'{"Couleur":"bleu"}');
INSERT INTO "clients" VALUES(2,1,'C2',NULL,'Bêta',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'clients.csv','clients',3,'{"Couleur":null}');
CREATE TABLE contacts (
	import_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	client_id TEXT, 
	client_name TEXT, 
	contact_id TEXT, 
	title TEXT, 
	contact_name TEXT, 
	first_name TEXT, 
	role TEXT, 
	email TEXT, 
	phone TEXT, 
	mobile TEXT, 
	notes TEXT, 
	source_file TEXT, 
	source_sheet TEXT, 
	source_row BIGINT, 
	extra TEXT, 
	PRIMARY KEY (import_id, position), 
	FOREIGN KEY(import_id) REFERENCES imports (id)
);
CREATE TABLE dismissals (
	code VARCHAR(64) NOT NULL, 
	record TEXT NOT NULL, 
	made_at DATETIME NOT NULL, 
	PRIMARY KEY (code, record)
);
INSERT INTO "dismissals" VALUES('duplicate','C2','2026-11-24 16:28:00.140116');
CREATE TABLE disputes (
	import_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	client_id TEXT, 
	client_name TEXT, 
	document_id TEXT, 
	opened_on DATE, 
	dispute_reason TEXT, 
	amount BIGINT, 
	state TEXT, 
	closed_on DATE, 
	comment TEXT, 
	document_key BIGINT, 
	source_file TEXT, 
	source_sheet TEXT, 
	source_row BIGINT, 
	extra TEXT, 
	PRIMARY KEY (import_id, position), 
	FOREIGN KEY(import_id) REFERENCES imports (id)
);
CREATE TABLE documents (
	import_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	document_id TEXT, 
	source_id TEXT, 
	kind TEXT, 
	client_id TEXT, 
	client_name TEXT, 
	date DATE, 
	due_date DATE, 
	payment_terms TEXT, 
	net_amount BIGINT, 
	vat_amount BIGINT, 
	vat_rate FLOAT, 
	gross_amount BIGINT, 
	before_discount_amount BIGINT, 
	discount_amount BIGINT, 
	discount_rate FLOAT, 
	cost BIGINT, 
	delivery_cost BIGINT, 
	currency TEXT, 
	payment_status TEXT, 
	paid_amount BIGINT, 
	paid_date DATE, 
	open_amount BIGINT, 
	payment_method TEXT, 
	disputed BOOLEAN, 
	related_document TEXT, 
	order_reference TEXT, 
	description TEXT, 
	quantity FLOAT, 
	unit_price BIGINT, 
	document_key BIGINT, 
	gross BIGINT, 
	net BIGINT, 
	before_discount BIGINT, 
	discount BIGINT, 
	net_is_gross BOOLEAN, 
	related_key BIGINT, 
	source_file TEXT, 
	source_sheet TEXT, 
	source_row BIGINT, 
	extra TEXT, 
	PRIMARY KEY (import_id, position), 
	FOREIGN KEY(import_id) REFERENCES imports (id)
);
INSERT INTO "documents" VALUES(1,0,'F1',NULL,'invoice','C1',NULL,'2026-01-05','2026-02-04',NULL,NULL,NULL,NULL,120050,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,120050,120050,NULL,NULL,1,NULL,'factures.csv','factures',2,NULL);
INSERT INTO "documents" VALUES(1,1,'F2',NULL,'invoice','C2',NULL,'2026-03-01',NULL,NULL,NULL,NULL,NULL,9999,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2,9999,9999,NULL,NULL,1,NULL,'factures.csv','factures',3,NULL);
INSERT INTO "documents" VALUES(2,0,'F1',NULL,'invoice','C1',NULL,'2026-01-05','2026-02-04',NULL,NULL,NULL,NULL,120050,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,120050,120050,NULL,NULL,1,NULL,'factures.csv','factures',2,NULL);
INSERT INTO "documents" VALUES(2,1,'F2',NULL,'invoice','C2',NULL,'2026-03-01',NULL,NULL,NULL,NULL,NULL,9999,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2,9999,9999,NULL,NULL,1,NULL,'factures.csv','factures',3,NULL);
CREATE TABLE edits (
	id INTEGER NOT NULL, 
	"table" VARCHAR(32) NOT NULL, 
	record TEXT NOT NULL, 
	"column" VARCHAR(64) NOT NULL, 
	"before" TEXT, 
	value TEXT, 
	origin VARCHAR(64) NOT NULL, 
	made_at DATETIME NOT NULL, 
	active BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "edits" VALUES(1,'clients','C1','name','Alpha','Alpha SA','manual','2026-11-24 16:28:00.138752',1);
CREATE TABLE findings (
	import_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	code TEXT, 
	severity TEXT, 
	"table" TEXT, 
	record TEXT, 
	source_file TEXT, 
	source_sheet TEXT, 
	source_row BIGINT, 
	"column" TEXT, 
	cell TEXT, 
	value TEXT, 
	detail TEXT, 
	proposal TEXT, 
	PRIMARY KEY (import_id, position), 
	FOREIGN KEY(import_id) REFERENCES imports (id)
);
INSERT INTO "findings" VALUES(1,0,'gross_only','info',NULL,NULL,'factures.csv','factures',2,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "findings" VALUES(1,1,'no_due_date','info',NULL,NULL,'factures.csv','factures',3,'due_date',NULL,'F2',NULL,NULL);
INSERT INTO "findings" VALUES(2,0,'gross_only','info',NULL,NULL,'factures.csv','factures',2,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "findings" VALUES(2,1,'no_due_date','info',NULL,NULL,'factures.csv','factures',3,'due_date',NULL,'F2',NULL,NULL);
CREATE TABLE import_files (
	import_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	PRIMARY KEY (import_id, position), 
	FOREIGN KEY(import_id) REFERENCES imports (id)
);
INSERT INTO "import_files" VALUES(1,0,'clients.csv','0000000000000000000000000000000000000000000000000000000000000000');
INSERT INTO "import_files" VALUES(1,1,'factures.csv','1111111111111111111111111111111111111111111111111111111111111111');
INSERT INTO "import_files" VALUES(2,0,'clients.csv','2222222222222222222222222222222222222222222222222222222222222222');
CREATE TABLE imports (
	id INTEGER NOT NULL, 
	made_at DATETIME NOT NULL, 
	loaded_on DATE NOT NULL, 
	rows_in_file INTEGER NOT NULL, 
	rows_loaded INTEGER NOT NULL, 
	active BOOLEAN NOT NULL, 
	mode VARCHAR(16), 
	absent VARCHAR(16), 
	PRIMARY KEY (id)
);
INSERT INTO "imports" VALUES(1,'2026-11-01 09:00:00.000000','2026-11-01',4,4,1,'replace','outside');
INSERT INTO "imports" VALUES(2,'2026-11-02 09:00:00.000000','2026-11-01',4,4,0,'replace','outside');
CREATE TABLE interactions (
	import_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	client_id TEXT, 
	client_name TEXT, 
	date DATE, 
	channel TEXT, 
	contact_name TEXT, 
	summary TEXT, 
	author TEXT, 
	next_action TEXT, 
	next_action_on DATE, 
	source_file TEXT, 
	source_sheet TEXT, 
	source_row BIGINT, 
	extra TEXT, 
	PRIMARY KEY (import_id, position), 
	FOREIGN KEY(import_id) REFERENCES imports (id)
);
CREATE TABLE lines (
	import_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	document_id TEXT, 
	source_id TEXT, 
	product TEXT, 
	description TEXT, 
	quantity FLOAT, 
	unit_price BIGINT, 
	discount_rate FLOAT, 
	line_amount BIGINT, 
	line_gross_amount BIGINT, 
	vat_rate FLOAT, 
	cost BIGINT, 
	document_key BIGINT, 
	source_file TEXT, 
	source_sheet TEXT, 
	source_row BIGINT, 
	extra TEXT, 
	PRIMARY KEY (import_id, position), 
	FOREIGN KEY(import_id) REFERENCES imports (id)
);
CREATE TABLE payments (
	import_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	payment_id TEXT, 
	client_id TEXT, 
	client_name TEXT, 
	document_id TEXT, 
	date DATE, 
	amount BIGINT, 
	currency TEXT, 
	method TEXT, 
	reference TEXT, 
	document_key BIGINT, 
	assumed BOOLEAN, 
	implied BOOLEAN, 
	source_file TEXT, 
	source_sheet TEXT, 
	source_row BIGINT, 
	extra TEXT, 
	PRIMARY KEY (import_id, position), 
	FOREIGN KEY(import_id) REFERENCES imports (id)
);
CREATE TABLE preferences (
	name VARCHAR(64) NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TABLE revision (
	id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "revision" VALUES(1,5);
CREATE TABLE set_aside (
	import_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	source_file TEXT, 
	source_sheet TEXT, 
	source_row BIGINT, 
	code TEXT, 
	detail TEXT, 
	content TEXT, 
	PRIMARY KEY (import_id, position), 
	FOREIGN KEY(import_id) REFERENCES imports (id)
);
COMMIT;
