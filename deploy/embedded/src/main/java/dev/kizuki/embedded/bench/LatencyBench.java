package dev.kizuki.embedded.bench;

import dev.kizuki.stream.config.Configuration;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.StreamsConfig;

/** Measures the capacity of the whole service, and the latency of alerts at parts of it. */
final class LatencyBench {
  private final BenchKafka kafka;
  private final BenchMqtt mqtt;
  private final Path folder;
  private final BenchModel model;
  private final BenchSize size;
  private final PrintWriter out;

  LatencyBench(
      BenchKafka kafka,
      BenchMqtt mqtt,
      Path folder,
      BenchModel model,
      BenchSize size,
      PrintWriter out) {
    this.kafka = kafka;
    this.mqtt = mqtt;
    this.folder = folder;
    this.model = model;
    this.size = size;
    this.out = out;
  }

  /** Measures both processing guarantees at 10, 50 and 80 % of their capacity. */
  List<AlertLatency> run() throws InterruptedException {
    List<AlertLatency> latencies = new ArrayList<>();
    for (String guarantee :
        new String[] {StreamsConfig.AT_LEAST_ONCE, StreamsConfig.EXACTLY_ONCE_V2}) {
      AlertTimer timer = new AlertTimer(model.images(), BenchImages.white(model.shape().size()));
      try (WholeService service = new WholeService(mqtt, configuration(guarantee), timer)) {
        service.measureCapacity(size.warmUpImages());
        double capacity = service.measureCapacity(size.capacityImages());
        out.printf("MQTT in to MQTT alert, %s: %,.0f images/s at most%n", guarantee, capacity);
        for (int percent : new int[] {10, 50, 80}) {
          AlertLatency latency =
              service.measureLatency(
                  "%s, %d %%".formatted(guarantee, percent),
                  capacity * percent / 100,
                  size.latencyTime());
          latencies.add(latency);
          print(percent, latency);
        }
      }
    }
    return latencies;
  }

  private Configuration configuration(String guarantee) {
    return model
        .service()
        .mqtt(mqtt.uri())
        .set("mqtt.clientId", "bench-service")
        .kafka(kafka.bootstrapServers())
        .set("kafka.applicationId", "bench-" + guarantee)
        .set("kafka.processingGuarantee", guarantee)
        .stateDir(folder.resolve("service"))
        .set("kafka.threads", 1)
        .set("topics.images", "whole-" + guarantee)
        .set("topics.anomalies", "whole-anomalies-" + guarantee)
        .httpPort(0)
        .build();
  }

  private void print(int percent, AlertLatency latency) {
    out.printf(
        "  at %d %% of that: p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms (%,d alerts)%n",
        percent, latency.p50(), latency.p99(), latency.p999(), latency.alerts());
    out.flush();
  }
}
