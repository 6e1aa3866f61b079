package dev.kizuki.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.model.ModelFile;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Threshold;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImageJudgeTest {
  private static final int PIXELS = 28 * 28;

  private Model model;

  @BeforeEach
  void load() {
    model = Model.load(ModelTest.MODELS.resolve("mnist-zero.onnx"));
  }

  @AfterEach
  void close() {
    model.close();
  }

  private static List<byte[]> noise(int count) {
    Random random = new Random(5);
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] image = new byte[PIXELS];
      random.nextBytes(image);
      images.add(image);
    }
    return images;
  }

  private List<Verdict> judge(List<byte[]> images, int maxBatch) {
    try (ImageJudge judge =
        new ImageJudge(model, model.metadata().threshold(), ImageLimits.DEFAULT, maxBatch)) {
      return judge.judge(images);
    }
  }

  @Test
  void sizeOfTheBatchDoesNotChangeAScore() {
    List<byte[]> images = noise(150);
    List<Verdict> oneByOne = judge(images, 1);
    for (int batch : new int[] {2, 7, 32, 64, 150}) {
      assertThat(judge(images, batch)).isEqualTo(oneByOne);
    }
  }

  @Test
  void noiseIsAnomalous() {
    assertThat(judge(noise(1), 1).get(0))
        .isInstanceOfSatisfying(
            Verdict.Anomalous.class,
            verdict -> {
              assertThat(verdict.score().relative()).isGreaterThan(1);
              assertThat(verdict.score().pValue()).isLessThanOrEqualTo(0.01);
            });
  }

  @Test
  void invalidImagesDoNotAffectOtherImages() {
    List<byte[]> images = new ArrayList<>(noise(5));
    List<Verdict> validOnly = judge(images, 64);
    images.add(2, "text".getBytes(StandardCharsets.UTF_8));
    images.add(0, new byte[0]);
    List<Verdict> verdicts = judge(images, 3);
    assertThat(verdicts).hasSize(7);
    assertThat(verdicts.get(0)).isEqualTo(rejected(verdicts.get(0), RejectionReason.EMPTY));
    assertThat(verdicts.get(3))
        .isEqualTo(rejected(verdicts.get(3), RejectionReason.UNKNOWN_FORMAT));
    List<Verdict> others = new ArrayList<>(verdicts);
    others.remove(3);
    others.remove(0);
    assertThat(others).isEqualTo(validOnly);
  }

  private static Verdict rejected(Verdict verdict, RejectionReason reason) {
    assertThat(((Verdict.Rejected) verdict).rejection().reason()).isEqualTo(reason);
    return verdict;
  }

  @Test
  void anotherThresholdChangesTheVerdictButNotTheDistance() {
    byte[] image = noise(1).get(0);
    Verdict strict = judge(List.of(image), 1).get(0);
    double distance = ((Verdict.Scored) strict).score().distance();
    try (ImageJudge lenient =
        new ImageJudge(
            model,
            new Threshold(distance + 1, 0.01, Threshold.Rule.CONFORMAL),
            ImageLimits.DEFAULT,
            1)) {
      assertThat(lenient.judge(image))
          .isInstanceOfSatisfying(
              Verdict.Normal.class,
              verdict -> assertThat(verdict.score().distance()).isEqualTo(distance));
    }
  }

  @Test
  void theListenerGetsEveryDecodedImageWithItsPosition() {
    List<byte[]> images = new ArrayList<>(noise(5));
    images.add(2, "text".getBytes(StandardCharsets.UTF_8));
    List<Integer> positions = new ArrayList<>();
    try (ImageJudge judge =
        new ImageJudge(model, model.metadata().threshold(), ImageLimits.DEFAULT, 2)) {
      List<Verdict> verdicts =
          judge.judge(
              images,
              (index, pixels) -> {
                positions.add(index);
                assertThat(Arrays.copyOf(pixels.samples(), pixels.size()))
                    .isEqualTo(images.get(index));
              },
              null,
              null);
      assertThat(verdicts).isEqualTo(judge.judge(images));
    }
    assertThat(positions).containsExactly(0, 1, 3, 4, 5);
  }

  @Test
  void theListenerGetsTheLatentCodeOfEachScoredImage() {
    List<byte[]> images = new ArrayList<>(noise(5));
    List<double[]> codes;
    try (GraphRunner graph =
        new GraphRunner(ModelFile.read(model.path()).bytes(), model.metadata().preprocessing())) {
      codes =
          graph.runRows(ModelMetadata.LATENT, images.size(), i -> ByteBuffer.wrap(images.get(i)));
    }
    images.add(2, "text".getBytes(StandardCharsets.UTF_8));
    codes.add(2, new double[0]);
    List<Integer> positions = new ArrayList<>();
    try (ImageJudge judge =
        new ImageJudge(model, model.metadata().threshold(), ImageLimits.DEFAULT, 2)) {
      List<Verdict> verdicts =
          judge.judge(
              images,
              null,
              null,
              (index, latent) -> {
                positions.add(index);
                assertThat(latent.remaining()).isEqualTo(16);
                for (int i = 0; i < 16; i++) {
                  assertThat((double) latent.get(i)).isCloseTo(codes.get(index)[i], within(1e-4));
                }
              });
      assertThat(verdicts).isEqualTo(judge.judge(images));
    }
    assertThat(positions).containsExactly(0, 1, 3, 4, 5);
  }

  @Test
  void anotherJudgeGivesTheSameVerdictsOnTheInputs() {
    List<byte[]> images = new ArrayList<>(noise(10));
    images.add(2, "text".getBytes(StandardCharsets.UTF_8));
    Map<Integer, Verdict> followed = new TreeMap<>();
    try (ImageJudge judge =
            new ImageJudge(model, model.metadata().threshold(), ImageLimits.DEFAULT, 4);
        ImageJudge follower =
            new ImageJudge(model, model.metadata().threshold(), ImageLimits.DEFAULT, 3)) {
      InputJudge inputs = follower.inputs();
      inputs.start((verdict, i) -> followed.put(i, verdict), null);
      List<Verdict> verdicts = judge.judge(images, null, inputs::take, null);
      inputs.finish();
      assertThat(verdicts).isEqualTo(judge(images, 1));
      assertThat(followed.keySet()).containsExactly(0, 1, 3, 4, 5, 6, 7, 8, 9, 10);
      followed.forEach((index, verdict) -> assertThat(verdict).isEqualTo(verdicts.get(index)));
      assertThat(inputs.nanos()).isPositive();
    }
  }
}
