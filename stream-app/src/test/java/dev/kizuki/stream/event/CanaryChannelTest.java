package dev.kizuki.stream.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanaryChannelTest {
  private final CanaryChannel channel = CanaryChannel.open("line1");

  private String topic(int model) {
    return channel.images().of(Integer.toString(model));
  }

  @Test
  void canariesHaveATopicForEachInstanceAndModel() {
    assertThat(topic(3)).isEqualTo("kizuki/canary/images/line1/3");
    assertThat(CanaryChannel.filter("line1")).isEqualTo("kizuki/canary/images/line1/+");
    assertThat(channel.name(3)).isEqualTo("kizuki-canary.3.line1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "a+b", "a#b", "a\0b", "a{b", "a}b", "a\nb"})
  void aClientIdIsMadeFitForOneLevelOfATopic(String clientId) {
    CanaryChannel odd = CanaryChannel.open(clientId);
    assertThat(CanaryChannel.filter(clientId)).isEqualTo("kizuki/canary/images/a_b/+");
    assertThat(odd.images().of("0")).isEqualTo("kizuki/canary/images/a_b/0");
    assertThat(odd.name(0)).isEqualTo("kizuki-canary.0.a_b");
    assertThat(odd.model(odd.images().of("0"), odd.properties())).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 12, 999_999})
  void theModelIsReadBackFromTheTopic(int model) {
    assertThat(channel.model(topic(model), channel.properties())).hasValue(model);
  }

  @Test
  void theTokenHas128BitsAndIsNewAtEachStart() {
    String token = channel.properties().get(CanaryChannel.TOKEN);
    assertThat(token).matches("[0-9a-f]{32}");
    assertThat(CanaryChannel.open("line1").properties()).isNotEqualTo(channel.properties());
  }

  @Test
  void aMessageWithoutTheTokenIsNoCanary() {
    assertThat(channel.model(topic(0), Map.of())).isEmpty();
    assertThat(channel.model(topic(0), Map.of(CanaryChannel.TOKEN, ""))).isEmpty();
    assertThat(channel.model(topic(0), Map.of(CanaryChannel.TOKEN, "0".repeat(32)))).isEmpty();
    assertThat(channel.model(topic(0), CanaryChannel.open("line1").properties())).isEmpty();
    Map<String, String> longer = new HashMap<>(channel.properties());
    longer.merge(CanaryChannel.TOKEN, "0", String::concat);
    assertThat(channel.model(topic(0), longer)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "devices/kizuki-canary.0.line1/images",
        "kizuki/canary/images/line2/0",
        "kizuki/canary/images/line1/",
        "kizuki/canary/images/line1/x",
        "kizuki/canary/images/line1/-1",
        "kizuki/canary/images/line1/1000000",
        "kizuki/canary/images/line1/99999999999999999999",
        "kizuki/canary/images/line1/0/0",
        "kizuki/canary/images/line10"
      })
  void aMessageOnAnotherTopicIsNoCanaryEvenWithTheToken(String topic) {
    assertThat(channel.model(topic, channel.properties())).isEmpty();
  }

  @Test
  void coversTheTopicsOfAllInstancesAndNoTopicOfADevice() {
    assertThat(CanaryChannel.covers("kizuki/canary/images/line2/0")).isTrue();
    assertThat(CanaryChannel.covers("kizuki/canary/images/")).isTrue();
    assertThat(CanaryChannel.covers("devices/kizuki-canary.0.line1/images")).isFalse();
    assertThat(CanaryChannel.covers("kizuki/canary/kizuki-canary.0.line1")).isFalse();
  }

  @Test
  void theVerdictOnACanaryHasATopicOfItsOwn() {
    assertThat(CanaryChannel.VERDICTS.of(channel.name(0)))
        .isEqualTo("kizuki/canary/kizuki-canary.0.line1");
    assertThat(CanaryChannel.VERDICTS.filter("")).isEqualTo("kizuki/canary/+");
  }
}
