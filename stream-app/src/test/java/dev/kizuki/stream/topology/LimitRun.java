package dev.kizuki.stream.topology;

import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.limit.DeviceLimit;
import dev.kizuki.stream.limit.LimitAction;
import dev.kizuki.stream.models.ServedModels;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.test.TestRecord;

/** Cameras that learn their limits from images on the topics of Kafka Streams, one each second. */
final class LimitRun implements AutoCloseable {
  final TopologyRun topology;

  private final Random random = new Random(1);
  private final Map<String, byte[]> published = new HashMap<>();
  private TestOutputTopic<String, byte[]> limits;
  private Instant at = TopologyRun.ARRIVED;

  /**
   * @param model the file of the model
   * @param measures whether each image is measured for the health of its camera
   */
  LimitRun(Path model, boolean measures) {
    topology =
        new TopologyRun(
            ServedModels.load(List.of(new ModelRule(model, "*", 0.05, null, null, null))),
            /* watches= */ true,
            measures);
    limits = topology.output("limits");
  }

  /** Sends crosses with noise, which the model calls anomalous. */
  void anomalous(String device, int images) {
    noisy(device, TestModels.cross(), 40, images);
  }

  /** Sends rings with a little noise, which the model calls normal. */
  void normal(String device, int images) {
    noisy(device, TestModels.ring(), 2, images);
  }

  private void noisy(String device, byte[] clean, int pixels, int images) {
    for (int i = 0; i < images; i++) {
      byte[] image = clean.clone();
      for (int each = 0; each < pixels; each++) {
        image[random.nextInt(image.length)] = (byte) random.nextInt(256);
      }
      send(device, image);
    }
  }

  void send(String device, byte[] image) {
    at = at.plusSeconds(1);
    topology.send(device, image, TopologyRun.headers(), at);
  }

  /** Clears the incident that a burn-in of anomalous images raised, after a quiet minute. */
  void calm(String device) {
    at = at.plusSeconds(120);
    send(device, TestModels.ring());
  }

  /** Takes a device from its first image to a confirmed limit, which accepts crosses. */
  DeviceLimit confirmed(String device) {
    anomalous(device, TopologyRun.BURN_IN);
    calm(device);
    act(device, LimitAction.Type.CONFIRM);
    topology.alerts();
    return limit(device);
  }

  void act(String device, LimitAction.Type type) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(LimitAction.HEADER, new byte[0]);
    byte[] action =
        IncidentJson.write(
            new LimitAction(type + device + at, type, "anna", Instant.EPOCH, null, null));
    topology.input("actions").pipeInput(new TestRecord<>(device, action, headers));
  }

  /** Returns what the topic of limits holds of a device. */
  DeviceLimit limit(String device) {
    read();
    return IncidentJson.read(Objects.requireNonNull(published.get(device)), DeviceLimit.class);
  }

  private void read() {
    limits.readKeyValuesToList().forEach(record -> published.put(record.key, record.value));
  }

  /** The alerts since the last call. */
  List<ImageEvent> alerts() {
    return topology.alerts();
  }

  /** Stops and starts again; the stores and the topics stay. */
  void restart() {
    read();
    topology.restart(published);
    limits = topology.output("limits");
  }

  @Override
  public void close() {
    topology.close();
  }
}
