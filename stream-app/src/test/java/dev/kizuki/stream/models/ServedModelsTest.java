package dev.kizuki.stream.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.model.ModelFile;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.event.ModelVerdict;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Model files that are written again while they serve. */
class ServedModelsTest {
  @TempDir private Path folder;

  private Path file;
  private byte[] first;
  private byte[] second;
  private long time = 1;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("model.onnx");
    first = Files.readAllBytes(TestModels.MNIST_ZERO);
    // one entry of metadata more (field 14 of ModelProto): the same scores, another digest
    byte[] entry = {0x72, 6, 0x0a, 1, 'v', 0x12, 1, '2'};
    second = Arrays.copyOf(first, first.length + entry.length);
    System.arraycopy(entry, 0, second, first.length, entry.length);
    put(first);
  }

  /** Each time with another time stamp, as seconds later. */
  private void put(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, FileTime.fromMillis(time++ * 1000));
  }

  private ServedModels load() {
    return ServedModels.load(List.of(new ModelRule(file, "*", null, null)));
  }

  private static String sha256(ServedModels models) {
    return models.forDevice("camera").orElseThrow().reference().sha256();
  }

  @Test
  void aNewFileTakesOverAndTheOldOneIsTheWayBack() throws IOException {
    try (ServedModels models = load()) {
      assertThat(models.update()).isEqualTo(new ServedModels.Update(0, 0));
      put(second);
      assertThat(models.update()).isEqualTo(new ServedModels.Update(1, 0));
      assertThat(sha256(models)).isEqualTo(ModelFile.sha256(second));
      put(first);
      assertThat(models.update()).isEqualTo(new ServedModels.Update(1, 0));
      assertThat(sha256(models)).isEqualTo(ModelFile.sha256(first));
      // touched, but the same
      put(first);
      assertThat(models.update()).isEqualTo(new ServedModels.Update(0, 0));
    }
  }

  @Test
  void whatIsNoModelIsRefusedAndTheOneBeforeGoesOn() throws IOException {
    byte[] damaged = first.clone();
    for (int i = first.length / 3; i < first.length / 3 + 4000; i++) {
      damaged[i] = (byte) 0xff; // weights that are not numbers
    }
    List<byte[]> bad =
        List.of(
            new byte[0],
            "hello".getBytes(StandardCharsets.UTF_8),
            Arrays.copyOf(first, first.length / 2),
            Arrays.copyOf(first, first.length - 100),
            damaged);
    try (ServedModels models = load()) {
      for (byte[] content : bad) {
        put(content);
        assertThat(models.update()).isEqualTo(new ServedModels.Update(0, 1));
        assertThat(models.refused()).isEqualTo(1);
        // not again and again
        assertThat(models.update()).isEqualTo(new ServedModels.Update(0, 0));
        assertThat(sha256(models)).isEqualTo(ModelFile.sha256(first));
      }
      Files.delete(file);
      assertThat(models.update().refused()).isEqualTo(1);
      assertThat(sha256(models)).isEqualTo(ModelFile.sha256(first));
      put(second);
      assertThat(models.update()).isEqualTo(new ServedModels.Update(1, 0));
      assertThat(models.refused()).isZero();
    }
  }

  @Test
  void twoHundredSwapsUnderLoadLoseNoImage() throws Exception {
    Set<String> known = Set.of(ModelFile.sha256(first), ModelFile.sha256(second));
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong judged = new AtomicLong();
    Set<String> unexpected = ConcurrentHashMap.newKeySet();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try (ServedModels models = load()) {
      for (int thread = 0; thread < 3; thread++) {
        threads.execute(
            () -> {
              try (DeviceJudge judge =
                  new DeviceJudge(
                      models,
                      ImageLimits.DEFAULT,
                      64,
                      TestModels.metrics(new SimpleMeterRegistry()).batches())) {
                while (!stop.get()) {
                  ModelVerdict verdict = judge.judge("camera", TestModels.cross());
                  if (!(verdict.verdict() instanceof Verdict.Anomalous)
                      || verdict.model() == null
                      || !known.contains(verdict.model().sha256())) {
                    unexpected.add(String.valueOf(verdict));
                  }
                  judged.incrementAndGet();
                }
              } catch (RuntimeException e) {
                unexpected.add(e.toString());
              }
            });
      }
      for (int i = 0; i < 200; i++) {
        put(i % 2 == 0 ? second : first);
        assertThat(models.update().taken()).isEqualTo(1);
      }
      stop.set(true);
      threads.shutdown();
      assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      threads.shutdownNow();
    }
    assertThat(unexpected).isEmpty();
    assertThat(judged.get()).isGreaterThan(200);
  }
}
