package dev.kizuki.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.Pixels;
import dev.kizuki.stream.camera.Picture;
import dev.kizuki.stream.camera.PictureMeasure;
import dev.kizuki.stream.config.Configuration.Incidents;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A day of 50 cameras in fast forward, with the troubles of a bad day. The list that an operator
 * sees must be short and right. The table goes to target/simulated-day.md.
 */
class SimulatedDayTest {
  private static final int LINES = 5;
  private static final int CAMERAS = 10;
  private static final int SIDE = 32;
  private static final Duration EACH = Duration.ofSeconds(60);
  private static final int IMAGES = (int) (Duration.ofHours(24).toSeconds() / EACH.toSeconds());

  private static final Incidents RULES =
      new Incidents(
          true,
          2,
          5,
          1,
          Duration.ofMinutes(2),
          5,
          Duration.ofMinutes(1),
          Duration.ofHours(1),
          Duration.ofDays(30));

  private static final KeeperRun RUN = new KeeperRun(RULES);
  private static final Random RANDOM = new Random(1);
  private static long alerts;

  /** An entry of the operator's list. */
  private static List<Incident> list;

  @BeforeAll
  static void runTheDay() throws IOException {
    for (int image = 0; image < IMAGES; image++) {
      for (int line = 1; line <= LINES; line++) {
        for (int camera = 1; camera <= CAMERAS; camera++) {
          send(line, camera, image);
        }
      }
      RUN.pass(EACH);
    }
    list = list();
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target", "simulated-day.md"), table());
  }

  private static double hour(int image) {
    return image * EACH.toSeconds() / 3600.0;
  }

  private static boolean within(int image, double from, double to) {
    return hour(image) >= from && hour(image) < to;
  }

  private static void send(int line, int camera, int image) {
    String device = "line%d-camera%d".formatted(line, camera);
    if (device.equals("line4-camera4") && within(image, 15, 24)) {
      return; // dead
    }
    // the model's threshold is passed by one of a thousand normal images
    double score = RANDOM.nextDouble() < 0.001 ? 1.05 : 0.4 + 0.1 * RANDOM.nextGaussian();
    double light = 1;
    if (device.equals("line1-camera2") && within(image, 3, 6)) {
      score = 0.4 + 0.4 * (hour(image) - 3); // a slow fault: tool wear
    } else if (device.equals("line2-camera7") && within(image, 9, 11)) {
      score = 0.4 + 0.5 * (hour(image) - 9); // a slow fault: tool wear
    } else if (device.equals("line3-camera1") && within(image, 12, 12.1)) {
      score = 2; // a burst
    } else if (line == 5 && within(image, 18, 18.2)) {
      score = 1.5; // a flood: a wrong batch of material
    } else if (device.equals("line2-camera2")) {
      light = 1 + 0.3 * Math.sin(2 * Math.PI * hour(image) / 24); // drifting daylight
    }
    boolean frozen = device.equals("line3-camera9") && within(image, 20, 21);
    alerts += score > 1 ? 1 : 0;
    RUN.image(device, score, picture(light, frozen ? new Random(7) : RANDOM));
  }

  /** A disc in varied places with sensor noise. */
  private static Picture picture(double light, Random random) {
    double centre = SIDE / 2.0 + random.nextGaussian();
    byte[] samples = new byte[SIDE * SIDE];
    for (int i = 0; i < samples.length; i++) {
      double distance = Math.hypot(i % SIDE - centre, (i - i % SIDE) / (double) SIDE - centre);
      double level = light * (distance < 10 ? 150 : 50) + 4 * random.nextGaussian();
      samples[i] = (byte) Math.max(0, Math.min(255, level));
    }
    return new PictureMeasure().measure(new Pixels(1, SIDE, SIDE, samples));
  }

  /** The incidents of the day as a person sees them: those of a group's members lie behind it. */
  private static List<Incident> list() {
    Map<String, Incident> last = new LinkedHashMap<>();
    RUN.events.forEach(event -> last.put(event.data().incident().id(), event.data().incident()));
    List<Incident> groups =
        last.values().stream().filter(each -> each.kind() == IncidentKind.GROUP).toList();
    List<Incident> shown = new ArrayList<>();
    for (Incident incident : last.values()) {
      if (groups.stream().noneMatch(group -> isBehind(group, incident))) {
        shown.add(incident);
      }
    }
    return shown;
  }

  private static boolean isBehind(Incident group, Incident incident) {
    return incident.kind() != IncidentKind.GROUP
        && group.members().contains(incident.device())
        && !incident.raisedAt().isBefore(group.firstSeen())
        && (group.clearedAt() == null || incident.raisedAt().isBefore(group.clearedAt()));
  }

  private static String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        "50 cameras, %d images each, %d anomalous images: the operator's list of the day has %d entries.%n%n"
            .formatted(IMAGES, alerts, list.size()));
    table.append("| since | device | kind | images | lasted |\n|---|---|---|---|---|\n");
    for (Incident each : list) {
      table.append(
          "| %s | %s | %s | %d | %s |%n"
              .formatted(
                  each.firstSeen().toString().substring(11, 19),
                  each.device(),
                  each.kind().name().toLowerCase(Locale.ROOT),
                  each.count(),
                  each.clearedAt() == null
                      ? "still active"
                      : Duration.between(each.firstSeen(), each.clearedAt()).toMinutes() + " min"));
    }
    return table.toString();
  }

  private static Set<String> entries() {
    return list.stream()
        .map(each -> each.device() + " " + each.kind().name())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void theListHasAtMostTenEntriesWhereOneAlertForEachImageWouldBeHundreds() {
    assertThat(list).as(SimulatedDayTest::table).hasSizeLessThanOrEqualTo(10);
    assertThat(alerts).isGreaterThan(300);
  }

  @Test
  void eachTroubleIsOnTheListAndNothingElse() {
    assertThat(entries())
        .as(SimulatedDayTest::table)
        .containsExactlyInAnyOrder(
            "line1-camera2 ANOMALY",
            "line2-camera7 ANOMALY",
            "line3-camera1 ANOMALY",
            "line3-camera9 FROZEN",
            "line4-camera4 SILENT",
            "line5 GROUP");
  }

  @Test
  void driftingDaylightRaisesNothing() {
    assertThat(list).noneMatch(each -> each.device().equals("line2-camera2"));
  }

  @Test
  void theDeadCameraIsStillOnTheListAtTheEndOfTheDay() {
    assertThat(list)
        .filteredOn(each -> each.kind() == IncidentKind.SILENT)
        .allMatch(Incident::active);
  }
}
