package dev.kizuki.embedded.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.embedded.servers.ShippedModels;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Verdict;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShadowLinesTest {
  @TempDir private Path folder;

  @Test
  void theImagesOfTheReferenceModelDifferAndAreMostlyNormal() {
    try (BenchModel model = new BenchModel(folder, null);
        ImageJudge judge = new ImageJudge(model.model(), ImageLimits.DEFAULT)) {
      List<byte[]> images = ShadowLines.images(model);
      assertThat(different(images)).isEqualTo(images.size());
      assertThat(judge.judge(images).stream().filter(Verdict.Normal.class::isInstance).count())
          .isGreaterThan(images.size() * 9 / 10);
    }
  }

  @Test
  void theImagesOfAModelDifferAndAreScored() {
    try (BenchModel model = new BenchModel(folder, ShippedModels.DEMO_PARTS);
        ImageJudge judge = new ImageJudge(model.model(), ImageLimits.DEFAULT)) {
      List<byte[]> images = ShadowLines.images(model);
      assertThat(different(images)).isEqualTo(images.size());
      assertThat(judge.judge(images)).allMatch(Verdict.Scored.class::isInstance);
    }
  }

  private static int different(List<byte[]> images) {
    Set<ByteBuffer> different = new HashSet<>();
    images.forEach(image -> different.add(ByteBuffer.wrap(image)));
    return different.size();
  }
}
