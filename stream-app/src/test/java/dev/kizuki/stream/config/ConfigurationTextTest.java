package dev.kizuki.stream.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.stream.TestModels;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in the encodings that editors and shells write. */
class ConfigurationTextTest {
  private static final String YAML = "# Größe\nmqtt: {clientId: ライン1}\nmodels: [{file: é.onnx}]\n";

  @TempDir private Path folder;

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("kizuki.yaml"), bytes);
  }

  private void assertRefused(byte[] bytes, String... words) throws IOException {
    Path file = file(bytes);
    assertThatThrownBy(() -> ConfigurationReader.read(file, Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(words);
  }

  @Test
  void readsUtf8WithAndWithoutABom() throws IOException {
    assertThat(ConfigurationReader.read(file(YAML.getBytes(UTF_8)), Map.of()).mqtt().clientId())
        .isEqualTo("ライン1");
    assertThat(
            ConfigurationReader.read(file(("\uFEFF" + YAML).getBytes(UTF_8)), Map.of())
                .mqtt()
                .clientId())
        .isEqualTo("ライン1");
  }

  @Test
  void readsLinesThatEndAsOnWindows() throws IOException {
    byte[] bytes = YAML.replace("\n", "\r\n").getBytes(UTF_8);
    assertThat(ConfigurationReader.read(file(bytes), Map.of()).mqtt().clientId()).isEqualTo("ライン1");
  }

  @Test
  void namesUtf16WithAndWithoutABom() throws IOException {
    assertRefused(YAML.getBytes(UTF_16), "is saved as UTF-16", "Save it as UTF-8");
    assertRefused(("\uFEFF" + YAML).getBytes(UTF_16LE), "is saved as UTF-16");
    assertRefused("models: [{file: a.onnx}]\n".getBytes(UTF_16LE), "is saved as UTF-16");
    assertRefused("models: [{file: a.onnx}]\n".getBytes(UTF_16BE), "is saved as UTF-16");
    assertRefused(("\uFEFF" + YAML).getBytes(Charset.forName("UTF-32LE")), "is saved as UTF-32");
  }

  @Test
  void namesTheLineOfAByteThatIsNotUtf8() throws IOException {
    assertRefused(
        "models:\n  - {file: a.onnx}\n# Größe\n".getBytes(ISO_8859_1),
        "line 3: the byte 0xF6 is not valid in UTF-8",
        "Windows-1252, Latin-1",
        "Save it as UTF-8");
    assertRefused(
        "mqtt: {clientId: ライン}".getBytes(Charset.forName("Shift_JIS")), "line 1", "Shift_JIS");
    assertRefused(new byte[] {'a', (byte) 0xE3, (byte) 0x81}, "the byte 0xE3");
  }

  @Test
  void refusesAFileThatIsNoText() throws IOException {
    byte[] bytes = new byte[100];
    Arrays.fill(bytes, (byte) 'x');
    bytes[50] = 0;
    assertRefused(bytes, "is no text file");
    assertRefused(Files.readAllBytes(TestModels.MNIST_ZERO), "");
    assertRefused(new byte[(1 << 20) + 1], "larger than 1 MiB");
  }

  @Test
  void saysWhyAFileCannotBeRead() {
    assertThatThrownBy(() -> ConfigurationReader.read(folder.resolve("none.yaml"), Map.of()))
        .hasMessage(
            "The configuration %s cannot be read: there is no such file",
            folder.resolve("none.yaml"));
    assertThatThrownBy(() -> ConfigurationReader.read(folder, Map.of()))
        .hasMessageContaining("it is a folder");
  }
}
