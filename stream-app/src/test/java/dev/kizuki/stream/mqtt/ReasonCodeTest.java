package dev.kizuki.stream.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasonCodeTest {
  @ParameterizedTest
  @CsvSource({
    "0x87, not authorized (0x87), true",
    "0x90, topic name invalid (0x90), true",
    "0x95, packet too large (0x95), true",
    "0x99, payload format invalid (0x99), true",
    "0x97, quota exceeded (0x97), false",
    "0x83, implementation specific error (0x83), false",
    "0xfe, unknown reason (0xfe), false",
  })
  void aRefusalSaysItsCodeInWords(String code, String words, boolean permanent) {
    RefusedException refused = new RefusedException("a/b", Integer.decode(code));
    assertThat(refused).hasMessageContaining("'a/b'").hasMessageContaining(words);
    assertThat(refused.isPermanent()).isEqualTo(permanent);
  }

  @Test
  void onlyARightAsksForTheUser() {
    assertThat(new RefusedException("t", 0x87)).hasMessageContaining("mqtt.username");
    assertThat(new RefusedException("t", 0x97))
        .hasMessageContaining("quota")
        .hasMessageNotContaining("mqtt.username");
  }

  @Test
  void everyCodeHasARemedyAndAValueOfItsOwn() {
    for (ReasonCode code : ReasonCode.values()) {
      assertThat(ReasonCode.of(code.value())).hasValue(code);
      assertThat(ReasonCode.remedy(code.value())).isNotBlank();
    }
  }

  @Test
  void aRefusalShowsAllThatTheBrokerSays() {
    Refusal refusal = new Refusal(0x9c, "moved away", Map.of("case", "42"), "other:1883");
    assertThat(refusal.toString())
        .startsWith("use another server (0x9c)")
        .contains("'moved away'")
        .contains("{case=42}")
        .contains("'other:1883'");
  }
}
