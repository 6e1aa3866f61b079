package dev.kizuki.embedded.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScriptTest {
  private static final Script SCRIPT =
      new Script(
          Duration.ofSeconds(100),
          List.of(
              new Episode("a", Trouble.DARK, Duration.ofSeconds(20), Duration.ofSeconds(40)),
              new Episode("b", Trouble.WEAR, Duration.ofSeconds(30), Duration.ofSeconds(10))));

  private static Optional<Trouble> at(String device, double seconds) {
    return SCRIPT.at(device, Duration.ofMillis((long) (1000 * seconds))).map(m -> m.trouble());
  }

  @Test
  void aTroubleLastsFromItsStartUntilBeforeItsEnd() {
    assertThat(at("a", 19.999)).isEmpty();
    assertThat(at("a", 20)).contains(Trouble.DARK);
    assertThat(at("a", 59.999)).contains(Trouble.DARK);
    assertThat(at("a", 60)).isEmpty();
  }

  @Test
  void theOtherCamerasAreNotTouched() {
    assertThat(at("b", 25)).isEmpty();
    assertThat(at("c", 25)).isEmpty();
  }

  @Test
  void theScriptBeginsAgainAfterItsLength() {
    assertThat(at("a", 119.999)).isEmpty();
    assertThat(at("a", 120)).contains(Trouble.DARK);
    assertThat(at("b", 1035)).contains(Trouble.WEAR);
  }

  @Test
  void progressIsTheShareOfTheDurationThatHasPassed() {
    assertThat(SCRIPT.at("a", Duration.ofSeconds(30)).orElseThrow().progress()).isEqualTo(0.25);
    assertThat(SCRIPT.at("a", Duration.ofSeconds(150)).orElseThrow().progress()).isEqualTo(0.75);
  }

  @Test
  void aCameraIsSickUntilItHasRecovered() {
    Duration recovered = Duration.ofSeconds(60).plus(Script.RECOVERY);
    assertThat(SCRIPT.isSick("a", Duration.ofSeconds(19))).isFalse();
    assertThat(SCRIPT.isSick("a", Duration.ofSeconds(20))).isTrue();
    assertThat(SCRIPT.isSick("a", recovered.minusMillis(1))).isTrue();
    assertThat(SCRIPT.isSick("a", recovered)).isFalse();
    assertThat(SCRIPT.isSick("b", Duration.ofSeconds(35))).as("tool wear").isFalse();
  }

  @Test
  void refusesAnEpisodeThatEndsAfterTheScript() {
    Episode late = new Episode("a", Trouble.DARK, Duration.ofSeconds(5), Duration.ofSeconds(6));
    assertThatThrownBy(() -> new Script(Duration.ofSeconds(10), List.of(late)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("camera dark");
  }

  @Test
  void theDemoBeginsWithFifteenNormalSeconds() {
    Script demo = Script.ofTheDemo();
    assertThat(demo.episodes())
        .allMatch(episode -> episode.start().compareTo(Duration.ofSeconds(15)) >= 0);
  }

  /** Camera health needs 20 pictures, at most one a second, before it can judge. */
  @Test
  void noCameraOfTheDemoGetsSickBeforeItsHealthIsKnown() {
    assertThat(Script.ofTheDemo().episodes())
        .filteredOn(episode -> episode.trouble().isOfCamera())
        .allMatch(episode -> episode.start().compareTo(Duration.ofSeconds(30)) >= 0);
  }

  @Test
  void theDemoAlwaysShowsSomethingAfterItsNormalSeconds() {
    Script demo = Script.ofTheDemo();
    Set<String> devices = devices();
    assertThat(IntStream.range(15, 180))
        .allMatch(
            second ->
                devices.stream()
                    .anyMatch(device -> demo.at(device, Duration.ofSeconds(second)).isPresent()));
  }

  @Test
  void theScriptOfTheDemoNamesOnlyItsCameras() {
    assertThat(Script.ofTheDemo().episodes())
        .extracting(Episode::device)
        .isSubsetOf(devices())
        .doesNotHaveDuplicates();
  }

  private static Set<String> devices() {
    return Arrays.stream(DemoLine.values())
        .flatMap(line -> line.devices().stream())
        .collect(Collectors.toSet());
  }
}
