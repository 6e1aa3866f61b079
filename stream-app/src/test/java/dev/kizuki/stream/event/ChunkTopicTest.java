package dev.kizuki.stream.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkTopicTest {
  private static Rejection explain(RejectionReason reason, String topic) {
    return ChunkTopic.explain(new Rejection(reason, "7 bytes"), topic);
  }

  @ParameterizedTest
  @ValueSource(strings = {"camera/start", "camera/data", "camera/end", "a/b/Chunk", "part"})
  void theTopicOfAPartIsTold(String topic) {
    Rejection rejection = explain(RejectionReason.UNKNOWN_FORMAT, topic);
    assertThat(rejection.reason()).isEqualTo(RejectionReason.CHUNK);
    assertThat(rejection.detail()).contains("one message").contains("7 bytes");
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN_FORMAT, camera/image",
    "CORRUPT, data/camera/images",
    "CORRUPT, ''",
    "TOO_MANY_BYTES, camera/data",
    "NO_MODEL, camera/data",
    "WRONG_SIZE, camera/data",
  })
  void otherRejectionsStay(RejectionReason reason, String topic) {
    assertThat(explain(reason, topic)).isEqualTo(new Rejection(reason, "7 bytes"));
  }
}
