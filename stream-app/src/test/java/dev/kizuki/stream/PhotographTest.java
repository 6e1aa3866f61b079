package dev.kizuki.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.RejectionReason;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.event.ImageSender.Device;
import dev.kizuki.stream.models.DeviceJudge;
import dev.kizuki.stream.models.ServedModels;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A photograph of 12 megapixels and 4 MB in the service. */
class PhotographTest {
  @TempDir private Path folder;

  private Verdict judge(String limits) throws IOException {
    Configuration configuration =
        ConfigurationReader.read(limits, "test", Map.of("KIZUKI_MODELS", "[{file: unused.onnx}]"));
    Path model = TestModels.resizing(folder);
    try (ServedModels models =
            ServedModels.load(List.of(new ModelRule(model, "*", null, null, null, null)));
        DeviceJudge judge =
            new DeviceJudge(
                models,
                configuration.limits().image(),
                64,
                TestModels.metrics(new SimpleMeterRegistry()).batches())) {
      return judge.judge(new Device("phone"), TestModels.photograph()).verdict();
    }
  }

  @Test
  void isJudgedWithARaisedLimit() throws IOException {
    assertThat(judge("limits: {maxImageBytes: 6291456}")).isInstanceOf(Verdict.Scored.class);
  }

  @Test
  void isRejectedByDefaultForItsBytes() throws IOException {
    assertThat(judge(""))
        .isInstanceOfSatisfying(
            Verdict.Rejected.class,
            rejected ->
                assertThat(rejected.rejection().reason())
                    .isEqualTo(RejectionReason.TOO_MANY_BYTES));
  }
}
