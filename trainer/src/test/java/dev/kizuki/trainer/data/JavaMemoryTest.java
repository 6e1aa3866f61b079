package dev.kizuki.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JavaMemoryTest {
  private static final long MEGABYTE = 1 << 20;

  @Test
  void aNeedThatIsTooLargeIsRefusedWithTheRemedy() {
    assertThatThrownBy(
            () -> JavaMemory.require(600 * MEGABYTE, "fitting covariances", 512 * MEGABYTE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("Fitting covariances needs about 600 MB")
        .hasMessageContaining("Java may use 512 MB")
        .hasMessageContaining("JAVA_OPTS=-Xmx2g")
        .hasMessageContaining("--size");
    assertThatCode(() -> JavaMemory.require(300 * MEGABYTE, "fitting", 512 * MEGABYTE))
        .doesNotThrowAnyException();
  }

  @Test
  void aStepNamesItselfWhenTheMemoryIsExhausted() {
    assertThatThrownBy(
            () ->
                JavaMemory.during(
                    "reading the images",
                    () -> {
                      throw new OutOfMemoryError("Java heap space");
                    }))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("Reading the images needs more memory than Java may use")
        .hasMessageContaining("JAVA_OPTS=-Xmx");
    assertThatThrownBy(
            () ->
                JavaMemory.during(
                    "training the network",
                    () -> {
                      throw new IllegalStateException(
                          "DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes");
                    }))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("than this machine has left");
  }

  @Test
  void otherStepsAreNotDisturbed() {
    assertThat(JavaMemory.during("adding", () -> 1 + 1)).isEqualTo(2);
    assertThatThrownBy(
            () ->
                JavaMemory.during(
                    "adding",
                    () -> {
                      throw new IllegalStateException("no");
                    }))
        .isInstanceOf(IllegalStateException.class);
  }
}
