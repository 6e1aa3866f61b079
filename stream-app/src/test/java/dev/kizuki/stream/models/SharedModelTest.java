package dev.kizuki.stream.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.model.ModelFile;
import dev.kizuki.stream.TestModels;
import org.junit.jupiter.api.Test;

class SharedModelTest {
  private final SharedModel model = new SharedModel(ModelFile.read(TestModels.MNIST_ZERO));

  @Test
  void knowsTheDigestOfItsFile() {
    assertThat(model.sha256()).isEqualTo(ModelFile.read(TestModels.MNIST_ZERO).sha256());
    model.release();
  }

  @Test
  void staysOpenUntilItsLastUserIsGone() {
    assertThat(model.retain()).isTrue();
    model.release();
    assertThatCode(() -> model.model().selfTest()).doesNotThrowAnyException();
    model.release();
    assertThatThrownBy(() -> model.model().selfTest()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aClosedModelTakesNoNewUser() {
    model.release();
    assertThat(model.retain()).isFalse();
    assertThat(model.retain()).isFalse();
  }
}
