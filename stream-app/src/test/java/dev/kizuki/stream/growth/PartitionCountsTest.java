package dev.kizuki.stream.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.stream.lifecycle.ServiceException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PartitionCountsTest {
  private static final PartitionCounts DIFFERENT =
      new PartitionCounts("images", Map.of("images", 6, "actions", 3));

  @Test
  void equalNumbersAreFine() {
    PartitionCounts equal = new PartitionCounts("images", Map.of("images", 6, "actions", 6));
    assertThat(equal.difference()).isEmpty();
    equal.requireEqual();
  }

  @Test
  void topicsThatDoNotExistAreFine() {
    assertThat(new PartitionCounts("images", Map.of()).difference()).isEmpty();
  }

  @Test
  void differentNumbersStopTheStartAndNameTheRemedy() {
    assertThatThrownBy(DIFFERENT::requireEqual)
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("images has 6 partitions, but actions has 3")
        .hasMessageContaining("kizuki partitions");
  }

  @Test
  void namesTheTopicsToGrow() {
    assertThat(DIFFERENT.largest()).isEqualTo(6);
    assertThat(DIFFERENT.below(6)).containsExactly("actions");
  }
}
