package dev.kizuki.embedded.demo;

/**
 * What became of the demo's images; also the JSON line of {@code --json}.
 *
 * @param published images that the MQTT broker took
 * @param scored among them
 * @param rejected among them
 * @param alerts that arrived over MQTT
 * @param defective parts that truly had a defect
 * @param precision share of the alerts that were right
 * @param recall share of the defective parts that raised an alert
 * @param latencyMs from the camera to the score in Kafka
 * @param alertLatencyMs from the camera to the alert over MQTT
 */
record DemoSummary(
    long published,
    long scored,
    long rejected,
    long alerts,
    long defective,
    double precision,
    double recall,
    Latency latencyMs,
    Latency alertLatencyMs) {

  /** Milliseconds; zero where nothing was measured. */
  record Latency(double p50, double p99) {}

  /** Lines for a person. */
  String text() {
    long waiting = published - scored - rejected;
    return """

        published %d = scored %d + rejected %d%s
        alerts    %d, for %d defective parts: precision %.3f, recall %.3f
        latency   camera to score in Kafka: p50 %.0f ms, p99 %.0f ms
                  camera to alert over MQTT: p50 %.0f ms, p99 %.0f ms
        """
        .formatted(
            published,
            scored,
            rejected,
            waiting == 0 ? "" : " + %d on their way when it was stopped".formatted(waiting),
            alerts,
            defective,
            precision,
            recall,
            latencyMs.p50(),
            latencyMs.p99(),
            alertLatencyMs.p50(),
            alertLatencyMs.p99());
  }
}
