package dev.kizuki.embedded.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures how far the images of a device change their order when several instances share them
 * ({@code mqtt.sharedGroup}), and compares this with what the instances count. {@code
 * -Dkizuki.order=full} measures longer, and also three instances.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedGroupOrderIT {
  private static final boolean FULL = "full".equals(System.getProperty("kizuki.order"));
  private static final Duration LENGTH = Duration.ofSeconds(FULL ? 60 : 10);
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final int DEVICES = 4;

  /** An instance counts an image that comes later than this as missing. */
  private static final Duration WINDOW = Duration.ofSeconds(10);

  private static final FaultTable TABLE =
      new FaultTable(
          "instances",
          "images a second of each device",
          "images",
          "lost",
          "behind a later image of the device",
          "of all",
          "most images behind",
          "median, ms behind",
          "longest, ms behind");

  @TempDir private Path folder;

  @AfterAll
  static void print() throws IOException {
    TABLE.write("shared-group-order");
  }

  @Test
  void ofTwoInstancesAtALowRate() throws Exception {
    measure(2, 5);
  }

  @Test
  void ofTwoInstancesAtAHighRate() throws Exception {
    measure(2, 50);
  }

  @Test
  void ofThreeInstances() throws Exception {
    if (FULL) {
      measure(3, 5);
    }
    measure(3, 50);
  }

  private void measure(int count, double rate) throws Exception {
    Path place = folder.resolve(count + "-" + rate);
    assertThat(place.toFile().mkdir()).isTrue();
    try (Instances instances =
        new Instances(
            place,
            count,
            (instance, configuration) -> configuration.set("mqtt.sharedGroup", "plant"))) {
      send(instances, rate, WARM_UP);
      TopicOrder before = TopicOrder.read(instances.bootstrapServers);
      List<Devices.Accepted> accepted = send(instances, rate, LENGTH);
      TopicOrder after = TopicOrder.read(instances.bootstrapServers);
      int images = after.images() - before.images();
      int late = after.late() - before.late();
      TABLE.add(
          count,
          (int) rate,
          images,
          accepted.stream().filter(image -> !after.holds(image)).count(),
          late,
          "%.2f %%".formatted(100.0 * late / images),
          after.mostImagesBehind(),
          after.msBehind(0.5),
          after.msBehind(1));
      assertThat(accepted).allMatch(after::holds);
      assertThat(after.repeated()).isZero();
      assertThat(after.msBehind(1)).isLessThan(WINDOW.toMillis());
      await()
          .atMost(Plant.SOON)
          .untilAsserted(
              () ->
                  assertThat(instances.sum("kizuki_images_out_of_order_total"))
                      .isEqualTo(after.late()));
      assertThat(instances.sum("kizuki_images_missing_total")).isZero();
      assertThat(instances.sum("kizuki_images_repeated_total")).isZero();
    }
  }

  private static List<Devices.Accepted> send(Instances instances, double rate, Duration length)
      throws InterruptedException {
    try (Devices devices = instances.devices(DEVICES, rate, device -> "devices/%s/images")) {
      Thread.sleep(length.toMillis()); // the length of the measurement
      List<Devices.Accepted> accepted = devices.stop();
      instances.awaitOutcomes(accepted);
      return accepted;
    }
  }
}
