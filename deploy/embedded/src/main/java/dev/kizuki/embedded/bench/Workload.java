package dev.kizuki.embedded.bench;

/** The work that a topology under measurement does with each record. */
enum Workload {
  /** Judges all images of a poll in batches, as the service does. */
  JUDGE_BY_POLL,
  /** Judges one image after the other. */
  JUDGE_BY_RECORD,
  /** Writes each record unchanged to another topic. */
  COPY,
  /** Reads each record and writes nothing. */
  READ;

  boolean judges() {
    return this == JUDGE_BY_POLL || this == JUDGE_BY_RECORD;
  }
}
