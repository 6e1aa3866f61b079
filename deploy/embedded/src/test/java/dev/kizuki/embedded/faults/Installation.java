package dev.kizuki.embedded.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;

/** Servers that a fault strikes while devices send images. */
interface Installation extends AutoCloseable {
  /** Starts the usual devices. */
  Devices devices();

  /** The service, or the instance whose threads and memory are watched. */
  Server service();

  Outcomes outcomes();

  /** Waits until a number of further images have an outcome. */
  default void awaitScored(int more) {
    int before = outcomes().images();
    await().atMost(Plant.SOON).until(() -> outcomes().images() > before + more);
  }

  /** Waits until each of these images was scored or rejected. */
  default void awaitOutcomes(List<Devices.Accepted> accepted) {
    await()
        .atMost(Plant.SOON)
        .untilAsserted(() -> assertThat(outcomes().missing(accepted)).as("lost images").isZero());
  }

  @Override
  void close();
}
