package dev.kizuki.embedded.demo;

/**
 * Counts the demo's images by outcome; printed as JSON with {@code --json}.
 *
 * @param published the number of images that the cameras published
 * @param scored the number of them that were scored
 * @param rejected the number of them that were rejected
 * @param alerts the number of alerts that arrived over MQTT, without those of images that do not
 *     count
 * @param defective the number of parts with a defect
 * @param notCounted the number of images of sick cameras and of faults that are still faint
 * @param precision the share of alerts for parts with a defect, in [0, 1]
 * @param recall the share of parts with a defect that raised an alert, in [0, 1]
 * @param latencyMs the latency from the camera to the score in Kafka
 * @param alertLatencyMs the latency from the camera to the alert over MQTT
 */
record DemoSummary(
    long published,
    long scored,
    long rejected,
    long alerts,
    long defective,
    long notCounted,
    double precision,
    double recall,
    Latency latencyMs,
    Latency alertLatencyMs) {

  /** Percentiles in milliseconds; zero if nothing was measured. */
  record Latency(double p50, double p99) {}

  /** Returns the summary as lines of text. */
  String text() {
    long waiting = published - scored - rejected;
    return """

        published %d = scored %d + rejected %d%s
        alerts    %d, for %d defective parts: precision %.3f, recall %.3f
                  (not counted: %d images of sick cameras and of faults that are still faint)
        latency   camera to score in Kafka: p50 %.0f ms, p99 %.0f ms
                  camera to alert over MQTT: p50 %.0f ms, p99 %.0f ms
        """
        .formatted(
            published,
            scored,
            rejected,
            waiting == 0 ? "" : " + %d still in transit at the end".formatted(waiting),
            alerts,
            defective,
            precision,
            recall,
            notCounted,
            latencyMs.p50(),
            latencyMs.p99(),
            alertLatencyMs.p50(),
            alertLatencyMs.p99());
  }
}
