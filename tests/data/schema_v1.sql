BEGIN TRANSACTION;
CREATE TABLE account (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR NOT NULL, 
	report_id VARCHAR NOT NULL, 
	anchor_start INTEGER NOT NULL, 
	anchor_end INTEGER NOT NULL, 
	"primary" BOOLEAN NOT NULL, 
	background BOOLEAN NOT NULL, 
	profile JSON, 
	run_id VARCHAR NOT NULL, 
	CONSTRAINT uq_account_id UNIQUE (id), 
	CONSTRAINT fk_account_report_id FOREIGN KEY(report_id) REFERENCES report (id) ON DELETE CASCADE, 
	CONSTRAINT fk_account_run_id FOREIGN KEY(run_id) REFERENCES run (id)
);
INSERT INTO "account" VALUES(1,'a-r1','r1',0,9,1,0,NULL,'run_66d5d0628cdb7236154d');
CREATE TABLE account_block (
	"key" VARCHAR NOT NULL, 
	account_id VARCHAR NOT NULL, 
	CONSTRAINT pk_account_block PRIMARY KEY ("key", account_id), 
	CONSTRAINT fk_account_block_account_id FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE CASCADE
);
CREATE TABLE claim (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR NOT NULL, 
	report_id VARCHAR NOT NULL, 
	account_id VARCHAR NOT NULL, 
	attribute VARCHAR NOT NULL, 
	value JSON NOT NULL, 
	quote TEXT NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	context_start INTEGER NOT NULL, 
	context_end INTEGER NOT NULL, 
	stance VARCHAR NOT NULL, 
	hedged BOOLEAN NOT NULL, 
	modality VARCHAR NOT NULL, 
	confidence FLOAT NOT NULL, 
	method VARCHAR NOT NULL, 
	cue_start INTEGER, 
	cue_end INTEGER, 
	run_id VARCHAR NOT NULL, 
	CONSTRAINT uq_claim_id UNIQUE (id), 
	CONSTRAINT fk_claim_report_id FOREIGN KEY(report_id) REFERENCES report (id) ON DELETE CASCADE, 
	CONSTRAINT fk_claim_account_id FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE CASCADE, 
	CONSTRAINT fk_claim_run_id FOREIGN KEY(run_id) REFERENCES run (id)
);
INSERT INTO "claim" VALUES(1,'c08bd27e424502ea0dfe4','r1','a-r1','killed','{"kind": "Count", "low": 2, "high": 2, "of": "guards"}','Two guards',11,21,11,21,'asserts',0,'actual',0.5,'rules@1',NULL,NULL,'run_66d5d0628cdb7236154d');
CREATE TABLE claim_speaker (
	claim_id VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	party_id VARCHAR, 
	owner BOOLEAN NOT NULL, 
	start INTEGER, 
	"end" INTEGER, 
	run_id VARCHAR NOT NULL, 
	CONSTRAINT pk_claim_speaker PRIMARY KEY (claim_id, position), 
	CONSTRAINT fk_claim_speaker_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id) ON DELETE CASCADE, 
	CONSTRAINT fk_claim_speaker_party_id FOREIGN KEY(party_id) REFERENCES party (id), 
	CONSTRAINT fk_claim_speaker_run_id FOREIGN KEY(run_id) REFERENCES run (id)
);
INSERT INTO "claim_speaker" VALUES('c08bd27e424502ea0dfe4',0,'outlet',NULL,0,NULL,NULL,'run_66d5d0628cdb7236154d');
INSERT INTO "claim_speaker" VALUES('c08bd27e424502ea0dfe4',1,'harbour police','deu:police:harbour',1,NULL,NULL,'run_66d5d0628cdb7236154d');
CREATE TABLE decision (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR NOT NULL, 
	subject JSON NOT NULL, 
	judgement VARCHAR NOT NULL, 
	who TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	undoes VARCHAR DEFAULT '' NOT NULL, 
	CONSTRAINT uq_decision_id UNIQUE (id)
);
CREATE TABLE extraction (
	report_id VARCHAR NOT NULL, 
	method VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	run_id VARCHAR NOT NULL, 
	CONSTRAINT pk_extraction PRIMARY KEY (report_id), 
	CONSTRAINT fk_extraction_report_id FOREIGN KEY(report_id) REFERENCES report (id) ON DELETE CASCADE, 
	CONSTRAINT fk_extraction_run_id FOREIGN KEY(run_id) REFERENCES run (id)
);
INSERT INTO "extraction" VALUES('r1','rules@1','407617f111cd9fb3b707c8fa202e7eded6197cceb7a21ceaede57c47e778eeb0','run_66d5d0628cdb7236154d');
CREATE TABLE incident (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR NOT NULL, 
	event VARCHAR DEFAULT '' NOT NULL, 
	earliest DATETIME, 
	latest DATETIME, 
	grain VARCHAR DEFAULT '' NOT NULL, 
	place TEXT DEFAULT '' NOT NULL, 
	lat_deg FLOAT, 
	lon_deg FLOAT, 
	country VARCHAR DEFAULT '' NOT NULL, 
	title TEXT DEFAULT '' NOT NULL, 
	reports INTEGER DEFAULT '0' NOT NULL, 
	parties INTEGER DEFAULT '0' NOT NULL, 
	is_disputed BOOLEAN DEFAULT 0 NOT NULL, 
	disputed JSON, 
	counts JSON, 
	stale BOOLEAN NOT NULL, 
	run_id VARCHAR NOT NULL, 
	CONSTRAINT uq_incident_id UNIQUE (id), 
	CONSTRAINT fk_incident_run_id FOREIGN KEY(run_id) REFERENCES run (id)
);
CREATE TABLE incident_account (
	account_id VARCHAR NOT NULL, 
	incident_id VARCHAR NOT NULL, 
	run_id VARCHAR NOT NULL, 
	CONSTRAINT pk_incident_account PRIMARY KEY (account_id), 
	CONSTRAINT fk_incident_account_account_id FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE CASCADE, 
	CONSTRAINT fk_incident_account_incident_id FOREIGN KEY(incident_id) REFERENCES incident (id) ON DELETE CASCADE, 
	CONSTRAINT fk_incident_account_run_id FOREIGN KEY(run_id) REFERENCES run (id)
);
CREATE TABLE incident_redirect (
	old_id VARCHAR NOT NULL, 
	new_id VARCHAR NOT NULL, 
	run_id VARCHAR NOT NULL, 
	CONSTRAINT pk_incident_redirect PRIMARY KEY (old_id), 
	CONSTRAINT fk_incident_redirect_run_id FOREIGN KEY(run_id) REFERENCES run (id)
);
CREATE TABLE issue (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR NOT NULL, 
	stage VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	message TEXT NOT NULL, 
	source TEXT NOT NULL, 
	report_id VARCHAR, 
	severity VARCHAR NOT NULL, 
	start INTEGER, 
	"end" INTEGER, 
	run_id VARCHAR NOT NULL, 
	CONSTRAINT uq_issue_id UNIQUE (id), 
	CONSTRAINT fk_issue_report_id FOREIGN KEY(report_id) REFERENCES report (id) ON DELETE CASCADE, 
	CONSTRAINT fk_issue_run_id FOREIGN KEY(run_id) REFERENCES run (id)
);
CREATE TABLE link (
	"left" VARCHAR NOT NULL, 
	"right" VARCHAR NOT NULL, 
	log2_odds FLOAT NOT NULL, 
	reasons JSON NOT NULL, 
	run_id VARCHAR NOT NULL, 
	CONSTRAINT pk_link PRIMARY KEY ("left", "right"), 
	CONSTRAINT fk_link_left FOREIGN KEY("left") REFERENCES account (id) ON DELETE CASCADE, 
	CONSTRAINT fk_link_right FOREIGN KEY("right") REFERENCES account (id) ON DELETE CASCADE, 
	CONSTRAINT fk_link_run_id FOREIGN KEY(run_id) REFERENCES run (id)
);
CREATE TABLE meta (
	"key" VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	CONSTRAINT pk_meta PRIMARY KEY ("key")
);
INSERT INTO "meta" VALUES('schema_version','1');
CREATE TABLE party (
	id VARCHAR NOT NULL, 
	name TEXT NOT NULL, 
	kind VARCHAR NOT NULL, 
	country VARCHAR NOT NULL, 
	aliases JSON NOT NULL, 
	parent VARCHAR NOT NULL, 
	run_id VARCHAR NOT NULL, 
	CONSTRAINT pk_party PRIMARY KEY (id), 
	CONSTRAINT fk_party_run_id FOREIGN KEY(run_id) REFERENCES run (id)
);
INSERT INTO "party" VALUES('deu:police:harbour','harbour police','generic','','[]','','run_66d5d0628cdb7236154d');
CREATE TABLE report (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR NOT NULL, 
	text TEXT NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	source TEXT NOT NULL, 
	title TEXT NOT NULL, 
	url TEXT NOT NULL, 
	outlet TEXT NOT NULL, 
	language VARCHAR NOT NULL, 
	published_at DATETIME, 
	date_only BOOLEAN NOT NULL, 
	fetched_at DATETIME, 
	media_type VARCHAR NOT NULL, 
	CONSTRAINT uq_report_id UNIQUE (id)
);
INSERT INTO "report" VALUES(1,'r1','Mill fire

Two guards were killed at the mill in Oakby on Monday, the harbour police said. The owners denied it.','fb7e7e474385f356a02932ad0750c8191bdd73ee0587129df300e361a5b7a2cd','r1.txt','','','','','2021-03-02 00:00:00.000000',0,NULL,'text/plain');
CREATE TABLE run (
	id VARCHAR NOT NULL, 
	method VARCHAR NOT NULL, 
	version VARCHAR NOT NULL, 
	started_at DATETIME NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_run PRIMARY KEY (id)
);
INSERT INTO "run" VALUES('run_66d5d0628cdb7236154d','rules@1','0','2021-01-01 00:00:00.000000','');
CREATE INDEX ix_report_sha256 ON report (sha256);
CREATE INDEX ix_report_outlet ON report (outlet);
CREATE INDEX ix_report_published_at ON report (published_at);
CREATE INDEX ix_report_url ON report (url);
CREATE INDEX ix_account_report_id ON account (report_id);
CREATE INDEX ix_incident_stale ON incident (stale);
CREATE INDEX ix_incident_earliest_seq ON incident (earliest, seq);
CREATE INDEX ix_incident_redirect_new_id ON incident_redirect (new_id);
CREATE INDEX ix_issue_code ON issue (code);
CREATE INDEX ix_issue_stage ON issue (stage);
CREATE INDEX ix_issue_report_id ON issue (report_id);
CREATE INDEX ix_issue_severity ON issue (severity);
CREATE INDEX ix_account_block_account_id ON account_block (account_id);
CREATE INDEX ix_claim_account_id ON claim (account_id);
CREATE INDEX ix_claim_attribute_seq ON claim (attribute, seq);
CREATE INDEX ix_claim_report_id ON claim (report_id);
CREATE INDEX ix_claim_stance ON claim (stance);
CREATE INDEX ix_link_right ON link ("right");
CREATE INDEX ix_incident_account_incident_id ON incident_account (incident_id);
CREATE INDEX ix_claim_speaker_party_id ON claim_speaker (party_id, claim_id);
COMMIT;
