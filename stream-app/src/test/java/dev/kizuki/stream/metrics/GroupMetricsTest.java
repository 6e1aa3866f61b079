package dev.kizuki.stream.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.config.Configuration.Metrics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GroupMetricsTest {
  private static final String NAME = "kizuki.group.last.image.timestamp";

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private GroupMetrics metrics(String pattern, int groups) {
    return new GroupMetrics(registry, new Metrics(100, Pattern.compile(pattern), groups));
  }

  private double seconds(String group) {
    return registry.get(NAME).tag("group", group).gauge().value();
  }

  private List<String> groups() {
    return registry.find(NAME).meters().stream()
        .map(Meter::getId)
        .map(id -> String.valueOf(id.getTag("group")))
        .sorted()
        .toList();
  }

  @Test
  void theFirstParenthesisIsTheGroupAndTheTimeIsInSeconds() {
    metrics("([^-]*).*", 50).arrived("line1-camera7", 1500);
    assertThat(groups()).containsExactly("line1");
    assertThat(seconds("line1")).isEqualTo(1.5);
  }

  @Test
  void theLatestImageOfAGroupCounts() {
    GroupMetrics metrics = metrics("([^-]*).*", 50);
    metrics.arrived("line1-a", 2000);
    metrics.arrived("line1-b", 3000);
    metrics.arrived("line1-a", 1000);
    assertThat(seconds("line1")).isEqualTo(3);
  }

  @Test
  void groupsAreIndependent() {
    GroupMetrics metrics = metrics("([^-]*).*", 50);
    metrics.arrived("line1-a", 1000);
    metrics.arrived("line2-a", 2000);
    assertThat(seconds("line1")).isEqualTo(1);
    assertThat(seconds("line2")).isEqualTo(2);
  }

  @Test
  void aDeviceThatDoesNotMatchIsInTheGroupOther() {
    GroupMetrics metrics = metrics("(line[0-9]+)-.*", 50);
    metrics.arrived("door", 1000);
    metrics.arrived("a line1-b", 2000);
    assertThat(groups()).containsExactly("other");
    assertThat(seconds("other")).isEqualTo(2);
  }

  @Test
  void anEmptyGroupIsTheGroupOther() {
    metrics("([^-]*).*", 50).arrived("-camera", 1000);
    assertThat(groups()).containsExactly("other");
  }

  @Test
  void aParenthesisThatTookNoPartIsTheGroupOther() {
    metrics("(line[0-9]+)?-?camera.*", 50).arrived("camera7", 1000);
    assertThat(groups()).containsExactly("other");
  }

  @Test
  void eachGroupBeyondTheLimitIsTheGroupOther() {
    GroupMetrics metrics = metrics("([^-]*).*", 1);
    metrics.arrived("line1-a", 1000);
    metrics.arrived("line2-a", 2000);
    metrics.arrived("line3-a", 3000);
    metrics.arrived("line1-b", 4000);
    assertThat(groups()).containsExactly("line1", "other");
    assertThat(seconds("line1")).isEqualTo(4);
    assertThat(seconds("other")).isEqualTo(3);
  }
}
