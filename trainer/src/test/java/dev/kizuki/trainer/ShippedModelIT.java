package dev.kizuki.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kizuki.scoring.Model;
import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.evaluation.Evaluation;
import dev.kizuki.trainer.evaluation.TestScores;
import dev.kizuki.trainer.progress.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The shipped model of MNIST's zeros keeps its promise on MNIST's test images. */
class ShippedModelIT {
  private static final Path MNIST = Path.of("../../shared/data/mnist");
  private static final Path MODEL = Path.of("../onnx-models/models/mnist-zero.onnx");

  @Test
  void findsSixesAndRaisesAsFewFalseAlarmsAsPromised() {
    assumeTrue(Files.isDirectory(MNIST), "MNIST is not here: " + MNIST);
    try (Model model = Model.load(MODEL)) {
      DataSet data = DataSet.open(MNIST);
      TestScores scores = TestScores.of(model, data, "0", List.of("6"), Progress.SILENT);
      Evaluation evaluation =
          Evaluation.of(model.metadata(), scores, Optional.empty(), Optional.empty(), Map.of());
      assertThat(evaluation.normalImages()).isEqualTo(980);
      assertThat(evaluation.anomalousImages()).isEqualTo(958);
      assertThat(evaluation.rejected()).isZero();
      assertThat(evaluation.auroc().orElseThrow()).isGreaterThan(0.995);
      assertThat(evaluation.atThreshold().orElseThrow().f()).isGreaterThan(0.96);
      assertThat(evaluation.measuredFalseAlarmRate().orElseThrow().contains(0.01)).isTrue();
    }
  }
}
