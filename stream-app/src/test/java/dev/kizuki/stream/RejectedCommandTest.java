package dev.kizuki.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.stream.rejected.MemoryKafka;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Lists, shows and replays rejected images of a Kafka in memory. */
class RejectedCommandTest {
  private static final Rejection TOO_LARGE =
      new Rejection(RejectionReason.TOO_MANY_BYTES, "2000000 bytes");

  @TempDir private Path folder;

  private final MemoryKafka kafka = new MemoryKafka(2);
  private Path config;

  @BeforeEach
  void configure() throws Exception {
    config = Files.writeString(folder.resolve("kizuki.yaml"), "models: [{file: unused.onnx}]");
  }

  private String run(int status, Object command, String... arguments) {
    StringWriter output = new StringWriter();
    CommandLine line =
        StreamApp.commandLine(command)
            .setOut(new PrintWriter(output))
            .setErr(new PrintWriter(output));
    List<String> all = new ArrayList<>(List.of("--config", config.toString()));
    all.addAll(List.of(arguments));
    assertThat(line.execute(all.toArray(new String[0]))).as(output.toString()).isEqualTo(status);
    return output.toString();
  }

  private RejectedSelection selection() {
    return new RejectedSelection(configuration -> kafka.images());
  }

  private String list(String... arguments) {
    return run(0, new RejectedListCommand(selection()), arguments);
  }

  private String show(int status, String... arguments) {
    return run(status, new RejectedShowCommand(selection()), arguments);
  }

  private String replay(int status, String... arguments) {
    return run(status, new RejectedReplayCommand(selection()), arguments);
  }

  @Test
  void listsNothing() {
    assertThat(list()).isEqualToIgnoringNewLines("no rejected images");
  }

  @Test
  void listsOneLineForEachImageAndTheNumberPerReason() {
    kafka.reject(0, "camera-1", "no image");
    kafka.reject(0, "camera-2", "too large", TOO_LARGE);
    kafka.reject(0, "camera-2", "no image");
    assertThat(list().lines())
        .hasSize(4)
        .first()
        .isEqualTo(
            "0@0        2026-01-02T03:04:05Z  camera-1             unknown-format          8 bytes "
                + " no known format");
    assertThat(list()).contains("by reason: {too-many-bytes=1, unknown-format=2}");
  }

  @Test
  void listsTheSelectedImages() {
    kafka.reject(0, "camera-1", "no image");
    kafka.reject(0, "camera-2", "too large", TOO_LARGE);
    assertThat(list("--device", "camera-1")).contains("camera-1").doesNotContain("camera-2");
    assertThat(list("--reason", "too-many-bytes")).contains("0@1").doesNotContain("0@0");
    assertThat(list("--device", "camera-1", "--reason", "too-many-bytes"))
        .contains("no rejected images");
  }

  @Test
  void tellsWhichImagesWereSentAgain() {
    kafka.reject(0, "camera-1", "a");
    kafka.reject(0, "camera-1", "b");
    replay(0, "0@1");
    assertThat(list().lines().filter(line -> line.endsWith("(sent again)")))
        .singleElement()
        .asString()
        .startsWith("0@1");
  }

  @Test
  void showsTheHeadersOfAnImage() {
    kafka.reject(1, "camera-2", "no image");
    assertThat(show(0, "1@0"))
        .contains("device      camera-2")
        .contains("arrived     2026-01-02T03:04:05Z")
        .contains("bytes       8")
        .contains("rejection-reason   unknown-format")
        .contains("sequence           7");
  }

  @Test
  void showTellsThatAnImageIsCut() {
    kafka.reject(0, "camera-1", "too large", TOO_LARGE);
    assertThat(show(0, "0@0")).contains(", cut").contains("original-bytes");
  }

  @Test
  void showWritesTheBytesToAFile() {
    kafka.reject(0, "camera-1", "no image");
    Path file = folder.resolve("image");
    assertThat(show(0, "0@0", "--out", file.toString())).contains("written to " + file);
    assertThat(file).hasContent("no image");
  }

  @Test
  void showFailsIfTheFileCannotBeWritten() {
    kafka.reject(0, "camera-1", "no image");
    assertThat(show(1, "0@0", "--out", folder.toString())).contains("cannot write " + folder);
  }

  @Test
  void anImageThatIsNotThereIsAUsageError() {
    kafka.reject(0, "camera-1", "no image");
    assertThat(show(2, "0@1")).contains("no rejected image 0@1").contains("kizuki rejected list");
    assertThat(replay(2, "0@0", "5@1", "0@9")).contains("no rejected image 0@9, 5@1");
    assertThat(kafka.sentImages()).isEmpty();
  }

  @Test
  void replaySendsTheNamedImagesOnce() {
    kafka.reject(0, "camera-1", "a");
    kafka.reject(0, "camera-1", "b");
    assertThat(replay(0, "0@1")).isEqualToIgnoringNewLines("sent 1 images");
    assertThat(replay(0, "0@0", "0@1"))
        .contains("sent 1 images")
        .contains("1 had been sent again before");
    assertThat(kafka.sentImages()).containsExactly("b", "a");
  }

  @Test
  void replaySendsTheImagesOfADeviceOrReason() {
    kafka.reject(0, "camera-1", "a");
    kafka.reject(0, "camera-2", "b");
    replay(0, "--device", "camera-2");
    assertThat(kafka.sentImages()).containsExactly("b");
    replay(0, "--reason", "unknown-format");
    assertThat(kafka.sentImages()).containsExactly("b", "a");
  }

  @Test
  void replayDoesNotSendCutImages() {
    kafka.reject(0, "camera-1", "too large", TOO_LARGE);
    assertThat(replay(0, "--device", "camera-1"))
        .contains("sent 0 images")
        .contains("1 were too large");
  }

  @Test
  void dryRunSendsNothing() {
    kafka.reject(0, "camera-1", "a");
    assertThat(replay(0, "--dry-run", "--device", "camera-1")).contains("would send 1 images");
    assertThat(kafka.produced()).isEmpty();
  }

  @Test
  void replayExitsWith1AndNamesTheImageThatKafkaRefuses() {
    kafka.reject(0, "camera-1", "a");
    kafka.reject(0, "camera-1", "b");
    kafka.refuse("a", new RecordTooLargeException("too large for the topic"));
    assertThat(replay(1, "--device", "camera-1"))
        .contains("sent 1 images")
        .containsPattern("0@0 was not sent: .*too large for the topic");
  }

  @Test
  void replayWithoutASelectionIsAUsageError() {
    assertThat(replay(2)).contains("PARTITION@OFFSET").contains("--device");
  }

  @Test
  void aConfigurationThatIsMissingIsAUsageError() {
    config = folder.resolve("none.yaml");
    assertThat(run(2, new RejectedListCommand(selection()))).contains("none.yaml");
  }
}
