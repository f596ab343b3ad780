CREATE TABLE booking (
  id VARCHAR NOT NULL, 
  seq INTEGER NOT NULL, 
  pending BOOLEAN NOT NULL, 
  instructor_id VARCHAR, 
  vehicle_id VARCHAR, 
  venue_id VARCHAR, 
  student_ids JSON, 
  starts VARCHAR, 
  ends VARCHAR, 
  shares_venue BOOLEAN, 
  state VARCHAR, 
  cancelled_by VARCHAR, 
  cancel_reason VARCHAR, 
  booking_type_id VARCHAR, 
  price_ore INTEGER, 
  pickup VARCHAR, 
  dropoff VARCHAR, 
  note VARCHAR, 
  attendance JSON, 
  booked_by VARCHAR, 
  booked_at VARCHAR, 
  source_key VARCHAR, 
  CONSTRAINT pk_booking PRIMARY KEY (id)
);

CREATE INDEX ix_booking_instructor_id_starts ON booking (instructor_id, starts);

CREATE INDEX ix_booking_starts ON booking (starts);

CREATE TABLE booking_student (
  student_id VARCHAR NOT NULL, 
  booking_id VARCHAR NOT NULL, 
  starts VARCHAR NOT NULL, 
  CONSTRAINT pk_booking_student PRIMARY KEY (student_id, booking_id)
);

CREATE INDEX ix_booking_student_booking_id ON booking_student (booking_id);

CREATE TABLE booking_type (
  id VARCHAR NOT NULL, 
  seq INTEGER NOT NULL, 
  pending BOOLEAN NOT NULL, 
  name VARCHAR, 
  purpose VARCHAR, 
  minutes INTEGER, 
  lessons INTEGER, 
  price_ore INTEGER, 
  needs_vehicle BOOLEAN, 
  needs_venue BOOLEAN, 
  active BOOLEAN, 
  CONSTRAINT pk_booking_type PRIMARY KEY (id)
);

CREATE TABLE change (
  id INTEGER NOT NULL, 
  n INTEGER NOT NULL, 
  at VARCHAR NOT NULL, 
  person VARCHAR NOT NULL, 
  kind VARCHAR NOT NULL, 
  row_id VARCHAR NOT NULL, 
  "before" JSON, 
  "after" JSON, 
  CONSTRAINT pk_change PRIMARY KEY (id)
);

CREATE INDEX ix_change_kind_row_id ON change (kind, row_id);

CREATE INDEX ix_change_n ON change (n);

CREATE TABLE channel_state (
  channel VARCHAR NOT NULL, 
  paused_until VARCHAR, 
  reason JSON, 
  spent_at VARCHAR, 
  CONSTRAINT pk_channel_state PRIMARY KEY (channel)
);

CREATE TABLE claim (
  booking_id VARCHAR NOT NULL, 
  resource VARCHAR NOT NULL, 
  resource_id VARCHAR NOT NULL, 
  starts VARCHAR NOT NULL, 
  ends VARCHAR NOT NULL, 
  shares_venue BOOLEAN NOT NULL, 
  CONSTRAINT pk_claim PRIMARY KEY (booking_id, resource, resource_id)
);

CREATE INDEX ix_claim_resource_resource_id_starts ON claim (resource, resource_id, starts);

CREATE TABLE "conflict" (
  id VARCHAR NOT NULL, 
  seq INTEGER NOT NULL, 
  pending BOOLEAN NOT NULL, 
  what VARCHAR, 
  reason VARCHAR, 
  resource VARCHAR, 
  resource_id VARCHAR, 
  first VARCHAR, 
  later VARCHAR, 
  changes JSON, 
  subjects JSON, 
  slots JSON, 
  device VARCHAR, 
  "by" VARCHAR, 
  at VARCHAR, 
  numbers JSON, 
  state VARCHAR, 
  decision VARCHAR, 
  decided_by VARCHAR, 
  decided_at VARCHAR, 
  CONSTRAINT pk_conflict PRIMARY KEY (id)
);

CREATE INDEX ix_conflict_state ON "conflict" (state);

CREATE TABLE cpr_vault (
  student_id VARCHAR NOT NULL, 
  cpr VARCHAR NOT NULL, 
  CONSTRAINT pk_cpr_vault PRIMARY KEY (student_id)
);

CREATE TABLE department (
  id VARCHAR NOT NULL, 
  seq INTEGER NOT NULL, 
  pending BOOLEAN NOT NULL, 
  name VARCHAR, 
  street VARCHAR, 
  postcode VARCHAR, 
  city VARCHAR, 
  active BOOLEAN, 
  CONSTRAINT pk_department PRIMARY KEY (id)
);

CREATE TABLE instructor (
  id VARCHAR NOT NULL, 
  seq INTEGER NOT NULL, 
  pending BOOLEAN NOT NULL, 
  name VARCHAR, 
  initials VARCHAR, 
  user_id VARCHAR, 
  hue INTEGER, 
  phone VARCHAR, 
  email VARCHAR, 
  categories JSON, 
  approval_no VARCHAR, 
  approval_valid_to VARCHAR, 
  department_id VARCHAR, 
  active BOOLEAN, 
  CONSTRAINT pk_instructor PRIMARY KEY (id)
);

CREATE TABLE message (
  id VARCHAR NOT NULL, 
  seq INTEGER NOT NULL, 
  pending BOOLEAN NOT NULL, 
  booking_id VARCHAR, 
  student_id VARCHAR, 
  event VARCHAR, 
  channel VARCHAR, 
  text VARCHAR, 
  segments INTEGER, 
  send_after VARCHAR, 
  expires_at VARCHAR, 
  state VARCHAR, 
  reason VARCHAR, 
  provider_id VARCHAR, 
  owner_device VARCHAR, 
  made_at VARCHAR, 
  CONSTRAINT pk_message PRIMARY KEY (id)
);

CREATE INDEX ix_message_booking_id ON message (booking_id);

CREATE TABLE mutation (
  n INTEGER NOT NULL, 
  at VARCHAR NOT NULL, 
  user VARCHAR NOT NULL, 
  schema INTEGER NOT NULL, 
  title JSON NOT NULL, 
  acked_head INTEGER, 
  outcome VARCHAR, 
  undone_by INTEGER, 
  CONSTRAINT pk_mutation PRIMARY KEY (n)
);

CREATE INDEX ix_mutation_acked_head ON mutation (acked_head);

CREATE TABLE mutation_op (
  n INTEGER NOT NULL, 
  position INTEGER NOT NULL, 
  kind VARCHAR NOT NULL, 
  row_id VARCHAR NOT NULL, 
  base INTEGER NOT NULL, 
  patch JSON NOT NULL, 
  was JSON NOT NULL, 
  is_delete BOOLEAN NOT NULL, 
  CONSTRAINT pk_mutation_op PRIMARY KEY (n, position)
);

CREATE INDEX ix_mutation_op_kind_row_id ON mutation_op (kind, row_id);

CREATE TABLE outbox_attempt (
  attempt_id VARCHAR NOT NULL, 
  job_id VARCHAR NOT NULL, 
  started_at VARCHAR NOT NULL, 
  ended_at VARCHAR, 
  outcome VARCHAR, 
  code VARCHAR, 
  provider_id VARCHAR, 
  CONSTRAINT pk_outbox_attempt PRIMARY KEY (attempt_id)
);

CREATE TABLE outbox_job (
  id VARCHAR NOT NULL, 
  dedupe_key VARCHAR NOT NULL, 
  message_id VARCHAR NOT NULL, 
  booking_id VARCHAR, 
  cause_n INTEGER NOT NULL, 
  channel VARCHAR NOT NULL, 
  origin VARCHAR NOT NULL, 
  on_uncertain VARCHAR NOT NULL, 
  priority INTEGER NOT NULL, 
  recipient VARCHAR NOT NULL, 
  payload VARCHAR NOT NULL, 
  not_before VARCHAR NOT NULL, 
  expires_at VARCHAR NOT NULL, 
  state VARCHAR NOT NULL, 
  attempts INTEGER NOT NULL, 
  next_at VARCHAR NOT NULL, 
  attempt_id VARCHAR, 
  lease_until VARCHAR, 
  first_attempt_at VARCHAR, 
  uncertain_since VARCHAR, 
  checks INTEGER NOT NULL, 
  provider_id VARCHAR, 
  status_checks INTEGER NOT NULL, 
  last_error JSON, 
  created_at VARCHAR NOT NULL, 
  CONSTRAINT pk_outbox_job PRIMARY KEY (id), 
  CONSTRAINT uq_outbox_job_dedupe_key UNIQUE (dedupe_key), 
  CONSTRAINT uq_outbox_job_channel_provider_id UNIQUE (channel, provider_id)
);

CREATE INDEX ix_outbox_job_message_id ON outbox_job (message_id);

CREATE INDEX ix_outbox_job_state_next_at ON outbox_job (state, next_at);

CREATE TABLE overlap (
  id VARCHAR NOT NULL, 
  first VARCHAR NOT NULL, 
  later VARCHAR NOT NULL, 
  resource VARCHAR NOT NULL, 
  resource_id VARCHAR NOT NULL, 
  accepted BOOLEAN NOT NULL, 
  CONSTRAINT pk_overlap PRIMARY KEY (id)
);

CREATE INDEX ix_overlap_first ON overlap (first);

CREATE INDEX ix_overlap_later ON overlap (later);

CREATE TABLE school (
  id VARCHAR NOT NULL, 
  seq INTEGER NOT NULL, 
  pending BOOLEAN NOT NULL, 
  name VARCHAR, 
  cvr VARCHAR, 
  street VARCHAR, 
  postcode VARCHAR, 
  city VARCHAR, 
  phone VARCHAR, 
  email VARCHAR, 
  opens VARCHAR, 
  closes VARCHAR, 
  CONSTRAINT pk_school PRIMARY KEY (id)
);

CREATE TABLE server_row (
  kind VARCHAR NOT NULL, 
  id VARCHAR NOT NULL, 
  seq INTEGER NOT NULL, 
  deleted BOOLEAN NOT NULL, 
  body JSON NOT NULL, 
  versions JSON, 
  CONSTRAINT pk_server_row PRIMARY KEY (kind, id)
)
 WITHOUT ROWID;

CREATE TABLE state (
  "key" VARCHAR NOT NULL, 
  value JSON, 
  CONSTRAINT pk_state PRIMARY KEY ("key")
);

CREATE TABLE student (
  id VARCHAR NOT NULL, 
  seq INTEGER NOT NULL, 
  pending BOOLEAN NOT NULL, 
  first_name VARCHAR, 
  last_name VARCHAR, 
  phone VARCHAR, 
  email VARCHAR, 
  street VARCHAR, 
  postcode VARCHAR, 
  city VARCHAR, 
  birth_date VARCHAR, 
  language VARCHAR, 
  department_id VARCHAR, 
  instructor_id VARCHAR, 
  sms_refused BOOLEAN, 
  note VARCHAR, 
  tags JSON, 
  source_key VARCHAR, 
  active BOOLEAN, 
  CONSTRAINT pk_student PRIMARY KEY (id)
);

CREATE INDEX ix_student_last_name_first_name_id ON student (last_name, first_name, id);

CREATE INDEX ix_student_phone ON student (phone);

CREATE TABLE suppression (
  channel VARCHAR NOT NULL, 
  address VARCHAR NOT NULL, 
  reason VARCHAR NOT NULL, 
  at VARCHAR NOT NULL, 
  CONSTRAINT pk_suppression PRIMARY KEY (channel, address)
);

CREATE TABLE vehicle (
  id VARCHAR NOT NULL, 
  seq INTEGER NOT NULL, 
  pending BOOLEAN NOT NULL, 
  plate VARCHAR, 
  make VARCHAR, 
  model VARCHAR, 
  category VARCHAR, 
  gear VARCHAR, 
  department_id VARCHAR, 
  active BOOLEAN, 
  CONSTRAINT pk_vehicle PRIMARY KEY (id)
);

CREATE TABLE venue (
  id VARCHAR NOT NULL, 
  seq INTEGER NOT NULL, 
  pending BOOLEAN NOT NULL, 
  name VARCHAR, 
  purpose VARCHAR, 
  capacity INTEGER, 
  street VARCHAR, 
  postcode VARCHAR, 
  city VARCHAR, 
  active BOOLEAN, 
  CONSTRAINT pk_venue PRIMARY KEY (id)
);

CREATE VIRTUAL TABLE student_search USING fts5(id UNINDEXED, words, tokenize='unicode61', prefix='2 3');
