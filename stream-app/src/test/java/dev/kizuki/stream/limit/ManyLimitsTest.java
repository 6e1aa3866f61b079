package dev.kizuki.stream.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.scoring.Score;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.event.LimitOwner;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.incident.IncidentJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Takes many devices through a burn-in of 1,000 images and a confirmation, and writes what they
 * cost to {@code target/many-limits.md}. With {@code -Dkizuki.limits=full} it takes 10,000 devices.
 */
class ManyLimitsTest {
  private static final boolean FULL = "full".equals(System.getProperty("kizuki.limits"));
  private static final int DEVICES = FULL ? 10_000 : 100;
  private static final int BURN_IN = 1000;
  private static final int ROUNDS = 100;
  private static final double RATE = 0.01;
  private static final double THRESHOLD = 100;

  private final Random random = new Random(1);
  private final List<DeviceLearning> learning = new ArrayList<>();
  private long recordBytes;
  private long storeBytes;

  private static String name(int device) {
    return "line-%d-camera-%d".formatted(device % 20, device);
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** Learns all images but the last one. */
  private void learn() {
    for (int device = 0; device < DEVICES; device++) {
      DeviceLearning each =
          new DeviceLearning(
              name(device), "line-" + device % 20, BurnInRun.MODEL, "ab", BURN_IN, BurnInRun.START);
      for (int image = 0; image < BURN_IN - 1; image++) {
        add(each, image);
      }
      learning.add(each);
    }
  }

  private void add(DeviceLearning device, long image) {
    device.add(
        50 + 10 * random.nextDouble(),
        BurnInRun.second(image),
        image,
        BurnInRun.MODEL,
        () -> BurnInRun.place(image));
  }

  /** Completes and confirms each limit, as a task does, and reads it, as each instance does. */
  private void confirm(KnownLimits known) {
    for (DeviceLearning each : learning) {
      add(each, BURN_IN - 1);
      each.confirm(BurnInRun.action(LimitAction.Type.CONFIRM), RATE, null, BurnInRun.second(2000));
      byte[] record = IncidentJson.write(each.published());
      recordBytes += record.length;
      storeBytes += IncidentJson.write(each.memory()).length;
      each.releaseImages();
      known.put(IncidentJson.read(record, DeviceLimit.class));
    }
  }

  /** Judges images in turn. Returns the mean time of one in nanoseconds. */
  private double judge(KnownLimits known, String[] names, LimitOwner expected) {
    ModelVerdict verdict =
        new ModelVerdict(
            new Verdict.Normal(new Score(50, THRESHOLD, 0.5)), BurnInRun.MODEL, Instant.EPOCH);
    long others = 0;
    long start = System.nanoTime();
    for (int round = 0; round < ROUNDS; round++) {
      for (int device = 0; device < names.length; device++) {
        ModelVerdict judged = known.judge(names[device], "line", verdict, "ab", RATE);
        others += judged.limit() == expected ? 0 : 1;
      }
    }
    double nanos = (double) (System.nanoTime() - start) / ROUNDS / names.length;
    assertThat(others).isLessThanOrEqualTo((long) ROUNDS * names.length / 100);
    return nanos;
  }

  @Test
  void aLimitIsSmallInTheTopicAndInTheStore() throws IOException {
    String[] names = new String[DEVICES];
    for (int device = 0; device < DEVICES; device++) {
      names[device] = name(device);
    }
    long empty = heap();
    learn();
    long learned = heap() - empty;
    KnownLimits known = new KnownLimits();
    confirm(known);
    long confirmed = heap() - empty;
    judge(known, names, LimitOwner.DEVICE);
    double with = judge(known, names, LimitOwner.DEVICE);
    double without = judge(new KnownLimits(), names, LimitOwner.MODEL);
    assertThat(known.count(DeviceLimit.State.CONFIRMED)).isGreaterThan(DEVICES * 98 / 100);
    Files.createDirectories(Path.of("target"));
    Files.writeString(
        Path.of("target/many-limits.md"),
        """
        | devices | heap while they learn | heap afterwards | record in the topic | record in the store | judging with, without limits |
        |---|---|---|---|---|---|
        | %d | %d bytes | %d bytes | %d bytes | %d bytes | %.0f, %.0f ns |
        """
            .formatted(
                DEVICES,
                learned / DEVICES,
                confirmed / DEVICES,
                recordBytes / DEVICES,
                storeBytes / DEVICES,
                with,
                without));
    assertThat(recordBytes / DEVICES).isLessThan(9000);
    assertThat(storeBytes / DEVICES).isLessThan(15_000);
    assertThat(learning).hasSize(DEVICES);
  }
}
