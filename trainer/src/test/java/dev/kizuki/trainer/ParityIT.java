package dev.kizuki.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import dev.kizuki.embedded.servers.EmbeddedStack;
import dev.kizuki.embedded.simulator.Defect;
import dev.kizuki.embedded.simulator.PartCamera;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.model.Calibration;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Model;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.mqtt.ImagePublisher;
import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import dev.kizuki.trainer.calibration.FalseAlarmPromise;
import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.data.NormalImages;
import dev.kizuki.trainer.data.Split;
import dev.kizuki.trainer.export.MahalanobisModel;
import dev.kizuki.trainer.export.ModelBuilder;
import dev.kizuki.trainer.feature.Feature;
import dev.kizuki.trainer.recipe.FeatureChoice;
import dev.kizuki.trainer.recipe.Learner;
import dev.kizuki.trainer.recipe.Network;
import dev.kizuki.trainer.recipe.Recipe;
import dev.kizuki.trainer.recipe.RecipeOptions;
import dev.kizuki.trainer.report.TrainingProgress;
import dev.kizuki.trainer.vae.Architecture;
import dev.kizuki.trainer.vae.ScaledImages;
import dev.kizuki.trainer.vae.TrainedVae;
import dev.kizuki.trainer.vae.TrainingSettings;
import dev.kizuki.whitening.Shrinkage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The most important promise: the trained network (PyTorch), the offline scores and the service
 * give the same distance for the same image.
 */
class ParityIT {
  /** Latents agree to seven digits; whitening divides them by their deviations. */
  private static final double TOLERANCE = 2e-5;

  private static final int IMAGES = 30;

  @TempDir private Path folder;

  @Test
  void trainerOfflineScoringAndServiceAgree() throws Exception {
    PartCamera camera = new PartCamera(9);
    Path train = Files.createDirectories(folder.resolve("data"));
    for (int i = 0; i < 240; i++) {
      Files.write(train.resolve(i + ".png"), camera.next(null));
    }
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      images.add(camera.next(i % 3 == 0 ? Defect.STAIN : null));
    }
    Path model = folder.resolve("parity.onnx");
    double[] byTrainer = train(train, model, images);
    double[] offline = offline(model, images);
    double[] byService = service(model, images);
    for (int i = 0; i < IMAGES; i++) {
      assertThat(offline[i])
          .as("offline, image %d", i)
          .isCloseTo(byTrainer[i], within(TOLERANCE * (1 + byTrainer[i])));
      assertThat(byService[i])
          .as("service, image %d", i)
          .isCloseTo(offline[i], within(1e-6 * (1 + offline[i])));
    }
  }

  /** Trains, writes the model, and computes the distances with the network itself. */
  private double[] train(Path data, Path model, List<byte[]> images) throws IOException {
    NormalImages normals =
        NormalImages.read(DataSet.open(data), "", new NormalImages.ShapeRequest(1, 0, 0));
    Split split = Split.of(normals.store().size(), Integer::toString, 19, 1);
    RecipeOptions options =
        RecipeOptions.builder()
            .network(Network.CONV)
            .feature(Feature.MU)
            .latent(3)
            .epochs(10)
            .schedule(TrainingSettings.Schedule.CONSTANT)
            .covariance(new Shrinkage.Ridge(0.1))
            .build();
    Recipe recipe = options.complete(normals.store().shape(), split.training().size());
    try (TrainingProgress progress = new TrainingProgress(10);
        TrainedVae vae = Learner.learn(recipe, normals.store(), split, 1, progress)) {
      // the latent, which the network gives without the help of the graph
      MahalanobisModel mahalanobis =
          new FeatureChoice(vae, recipe, normals.store(), split, 1).model();
      ModelBuilder builder = new ModelBuilder(mahalanobis);
      builder.write(
          builder.calibrate(
              "parity",
              "1",
              new Calibration(
                  mahalanobis.distances(normals.store(), Split.indices(split.calibration()))),
              new FalseAlarmPromise(0.05, false),
              new dev.kizuki.model.Provenance(
                  normals.sha256(), 1, 1, 1, 1, new TreeMap<>(), new TreeMap<>())),
          model);
      Path some = Files.createDirectories(folder.resolve("some"));
      for (int i = 0; i < images.size(); i++) {
        Files.write(some.resolve("%03d.png".formatted(i)), images.get(i));
      }
      NormalImages toScore =
          NormalImages.read(DataSet.open(some), "", new NormalImages.ShapeRequest(1, 0, 0));
      assertThat(toScore.store().shape())
          .isEqualTo(new Preprocessing(1, PartCamera.SIZE, PartCamera.SIZE, Resize.NONE));
      int[] all = new int[images.size()];
      for (int i = 0; i < all.length; i++) {
        all[i] = i;
      }
      List<float[]> layers =
          vae.encode(new ScaledImages(toScore.store(), Architecture.Scaling.UNIT), all);
      float[] mu = layers.get(layers.size() - 2);
      double[] distances = new double[all.length];
      for (int i = 0; i < all.length; i++) {
        distances[i] = mahalanobis.gaussians().get(0).distance(mu, i * recipe.latent());
      }
      return distances;
    }
  }

  private static double[] offline(Path model, List<byte[]> images) {
    try (Model loaded = Model.load(model);
        ImageJudge judge = new ImageJudge(loaded, ImageLimits.DEFAULT)) {
      return judge.judge(images).stream()
          .mapToDouble(verdict -> ((Verdict.Scored) verdict).score().distance())
          .toArray();
    }
  }

  private static double[] service(Path model, List<byte[]> images) throws InterruptedException {
    try (EmbeddedStack stack = new EmbeddedStack(new ConfigurationBuilder().model(model));
        ImagePublisher publisher =
            new ImagePublisher(
                new PahoPort(),
                MqttAccess.anonymous(stack.mqtt().uri()),
                "parity",
                new DeviceTopic("devices/{device}/images"));
        KafkaConsumer<String, byte[]> consumer =
            new KafkaConsumer<>(
                Map.of(
                    "bootstrap.servers", stack.kafka().bootstrapServers(),
                    "group.id", "parity",
                    "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
      publisher.connect(Duration.ofSeconds(15));
      Map<String, Integer> positions = new HashMap<>();
      for (int i = 0; i < images.size(); i++) {
        positions.put("camera/" + publisher.publish("camera", images.get(i)), i);
      }
      consumer.subscribe(List.of("scores"));
      Map<Integer, Double> distances = new HashMap<>();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                consumer
                    .poll(Duration.ofMillis(200))
                    .forEach(
                        record -> {
                          var event = EventJson.read(record.value());
                          distances.put(positions.get(event.id()), event.data().distance());
                        });
                return distances.size() == images.size();
              });
      return distances.entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .mapToDouble(Map.Entry::getValue)
          .toArray();
    }
  }
}
