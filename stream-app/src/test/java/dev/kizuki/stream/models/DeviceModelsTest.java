package dev.kizuki.stream.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.model.ModelFile;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.event.ImageSender.Canary;
import dev.kizuki.stream.event.ImageSender.Device;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DeviceModelsTest {
  private static SharedModel shared;

  @BeforeAll
  static void load() {
    shared = new SharedModel(ModelFile.read(TestModels.MNIST_ZERO));
  }

  @AfterAll
  static void close() {
    shared.release();
  }

  private static ServedModel model(@Nullable String devices) {
    return new ServedModel(
        new ModelRule(TestModels.MNIST_ZERO, devices, null, null, null, null), shared);
  }

  @Test
  void theFirstMatchingPatternWins() {
    ServedModel left = model("*-left");
    ServedModel line = model("line1-*");
    ServedModel rest = model(null);
    DeviceModels models = new DeviceModels(List.of(left, line, rest));
    assertThat(models.forDevice("line1-left")).containsSame(left);
    assertThat(models.forDevice("line1-right")).containsSame(line);
    assertThat(models.forDevice("line2-right")).containsSame(rest);
  }

  @Test
  void givesTheSameAnswerAgain() {
    ServedModel line = model("line1-*");
    DeviceModels models = new DeviceModels(List.of(line));
    for (int i = 0; i < 2; i++) {
      assertThat(models.forDevice("line1-a")).containsSame(line);
      assertThat(models.forDevice("line2-a")).isEmpty();
    }
  }

  @Test
  void aDeviceThatMatchesNoPatternHasNoModel() {
    assertThat(new DeviceModels(List.of(model("line1-*"))).forDevice("")).isEmpty();
  }

  @Test
  void aCanaryGetsTheModelThatItTestsWhateverThePatterns() {
    ServedModel first = model("line1-*");
    ServedModel second = model("line2-*");
    DeviceModels models = new DeviceModels(List.of(first, second));
    assertThat(models.forSender(new Canary("a", 0))).containsSame(first);
    assertThat(models.forSender(new Canary("line1-a", 1))).containsSame(second);
  }

  @Test
  void aDeviceWithTheNameOfACanaryGetsTheModelOfItsPattern() {
    ServedModel first = model("line1-*");
    ServedModel rest = model("*");
    DeviceModels models = new DeviceModels(List.of(first, rest));
    assertThat(models.forSender(new Device("kizuki-canary.0.line1"))).containsSame(rest);
    assertThat(new DeviceModels(List.of(first)).forDevice("kizuki-canary.0.line1")).isEmpty();
  }

  @Test
  void aCanaryOfAModelThatIsNotServedHasNone() {
    DeviceModels models = new DeviceModels(List.of(model("*")));
    assertThat(models.forSender(new Canary("a", 1))).isEmpty();
  }

  @Test
  void keepsTheOrderOfTheConfiguration() {
    List<ServedModel> listed = List.of(model("b"), model("a"));
    assertThat(new DeviceModels(listed).all()).containsExactlyElementsOf(listed);
  }

  @Test
  void remembersALimitedNumberOfDevicesAndAnswersForAll() {
    ServedModel line = model("line1-*");
    DeviceModels models = new DeviceModels(List.of(line));
    for (int i = 0; i < 100_001; i++) {
      models.forDevice("line1-" + i);
    }
    assertThat(models.forDevice("line1-100001")).containsSame(line);
    assertThat(models.forDevice("line2-100001")).isEmpty();
  }
}
