package dev.kizuki.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.model.ModelException;
import dev.kizuki.model.Release;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Exit codes and error output of the command line. */
class StreamAppTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  /** A command that fails with a given exception. */
  @Command(name = "failing")
  private static final class Failing implements Callable<Integer> {
    private final Exception exception;

    Failing(Exception exception) {
      this.exception = exception;
    }

    @Override
    public Integer call() throws Exception {
      throw exception;
    }
  }

  private int run(CommandLine line, String... arguments) {
    return line.setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .execute(arguments);
  }

  private int kizuki(String... arguments) {
    return run(StreamApp.commandLine(), arguments);
  }

  private int fail(Exception exception) {
    return run(StreamApp.commandLine(new Failing(exception)));
  }

  @Test
  void aWrongConfigurationIsOneLineAndExitCode2() {
    assertThat(fail(new ConfigurationException("http.port is wrong"))).isEqualTo(2);
    assertThat(err.toString().lines()).containsExactly("http.port is wrong");
  }

  @Test
  void aWrongArgumentIsOneLineAndExitCode2() {
    assertThat(fail(new IllegalArgumentException("no such device"))).isEqualTo(2);
    assertThat(err.toString().lines()).containsExactly("no such device");
  }

  @Test
  void aModelThatCannotBeUsedIsOneLineAndExitCode1() {
    assertThat(fail(new ModelException(Path.of("a.onnx"), "no model"))).isEqualTo(1);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .contains("a.onnx cannot be used: no model");
  }

  @Test
  void aServerThatCannotBeReachedIsOneLineAndExitCode1() {
    assertThat(fail(new ServiceException("Kafka is down", /* cause= */ null))).isEqualTo(1);
    assertThat(err.toString().lines()).containsExactly("Kafka is down");
  }

  @Test
  void aFileThatCannotBeReadIsOneLineAndExitCode1() {
    assertThat(fail(new UncheckedIOException("a.png is gone", new IOException()))).isEqualTo(1);
    assertThat(err.toString().lines()).containsExactly("a.png is gone");
  }

  @Test
  void aBugShowsItsStackTraceAndExitCode1() {
    assertThat(fail(new IllegalStateException("bug"))).isEqualTo(1);
    assertThat(err.toString()).contains("IllegalStateException: bug").contains("\tat ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "score", "inspect", "publish", "doctor", "rejected"})
  void eachCommandHasHelp(String command) {
    assertThat(kizuki(command, "--help")).isZero();
    assertThat(out.toString()).startsWith("Usage: kizuki " + command);
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "run --version", "incidents list --version"})
  void eachCommandSaysItsVersion(String arguments) {
    assertThat(kizuki(arguments.split(" "))).isZero();
    assertThat(out.toString().lines()).containsExactly(Release.current().text());
  }

  @Test
  void anUnknownCommandIsExitCode2() {
    assertThat(kizuki("runn")).isEqualTo(2);
    assertThat(err.toString()).contains("runn");
  }

  @Test
  void anUnknownOptionIsExitCode2() {
    assertThat(kizuki("run", "--confg", "a.yaml")).isEqualTo(2);
    assertThat(err.toString()).contains("--confg");
  }

  @Test
  void runWithAMissingConfigurationNamesTheFile() {
    Path missing = folder.resolve("missing.yaml");
    assertThat(kizuki("run", "--config", missing.toString())).isEqualTo(2);
    assertThat(err.toString().lines()).singleElement().asString().contains(missing.toString());
  }

  @Test
  void runWithAWrongKeyNamesFileAndKey() throws IOException {
    Path file = Files.writeString(folder.resolve("kizuki.yaml"), "mqtt: {brokr: tcp://a:1}\n");
    assertThat(kizuki("run", "--config", file.toString())).isEqualTo(2);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .contains(file.toString())
        .contains("mqtt.brokr");
  }

  @Test
  void runWithANumberBeyondItsRangeNamesFileAndKey() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("kizuki.yaml"), "models: [{file: a.onnx}]\nhttp: {port: 9999999999}\n");
    assertThat(kizuki("run", "--config", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains(file.toString()).contains("http.port");
  }
}
