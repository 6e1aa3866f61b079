package dev.kizuki.stream.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.stream.config.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.TextOutputCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.security.scram.ScramLoginModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordFileTest {
  @TempDir private Path folder;

  private Path write(String content) throws Exception {
    return Files.writeString(folder.resolve("password"), content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3cret", "s3cret\n", "  s3cret\r\n"})
  void whiteSpaceAroundThePasswordDoesNotCount(String content) throws Exception {
    assertThat(PasswordFile.read("mqtt.passwordFile", write(content).toString()))
        .isEqualTo("s3cret");
  }

  @Test
  void whiteSpaceInsideThePasswordCounts() throws Exception {
    assertThat(PasswordFile.read("mqtt.passwordFile", write("two words\n").toString()))
        .isEqualTo("two words");
  }

  @Test
  void namesAMissingFileAndItsKey() {
    assertThatThrownBy(() -> PasswordFile.read("mqtt.passwordFile", "/none/password"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("mqtt.passwordFile /none/password cannot be read: there is no such file");
  }

  @Test
  void namesAFolder() {
    assertThatThrownBy(() -> PasswordFile.read("kafka.passwordFile", folder.toString()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("kafka.passwordFile " + folder + " cannot be read");
  }

  /** Configures the callbacks as Kafka does, from the text of sasl.jaas.config. */
  private static PasswordFileCallbacks callbacks(String user, String file) {
    String jaas = PasswordFileCallbacks.jaas(ScramLoginModule.class.getName(), user, file);
    List<AppConfigurationEntry> entries =
        JaasContext.loadClientContext(Map.of("sasl.jaas.config", new Password(jaas)))
            .configurationEntries();
    PasswordFileCallbacks callbacks = new PasswordFileCallbacks();
    callbacks.configure(Map.of(), "SCRAM-SHA-512", entries);
    return callbacks;
  }

  private static String password(PasswordFileCallbacks callbacks) throws Exception {
    PasswordCallback password = new PasswordCallback("password", false);
    callbacks.handle(new Callback[] {password});
    return new String(password.getPassword());
  }

  @ParameterizedTest
  @ValueSource(strings = {"kizuki", "line \"1\"", "back\\slash", "a;b=c"})
  void kafkaReadsTheUserFromTheJaasEntry(String user) throws Exception {
    NameCallback name = new NameCallback("user");
    callbacks(user, write("s3cret").toString()).handle(new Callback[] {name});
    assertThat(name.getName()).isEqualTo(user);
  }

  @Test
  void eachLoginReadsTheFileAgain() throws Exception {
    PasswordFileCallbacks callbacks = callbacks("kizuki", write("first").toString());
    assertThat(password(callbacks)).isEqualTo("first");
    write("second");
    assertThat(password(callbacks)).isEqualTo("second");
    callbacks.close();
  }

  @Test
  void theJaasEntryHoldsNoPassword() throws Exception {
    assertThat(PasswordFileCallbacks.jaas("Module", "kizuki", write("s3cret").toString()))
        .doesNotContain("s3cret");
  }

  @Test
  void aLoginWithoutTheFileNamesItsKey() {
    assertThatThrownBy(() -> password(callbacks("kizuki", "/none/password")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("kafka.passwordFile /none/password");
  }

  @Test
  void refusesQuestionsThatItDoesNotKnow() {
    Callback[] unknown = {new TextOutputCallback(TextOutputCallback.INFORMATION, "hello")};
    assertThatThrownBy(() -> callbacks("kizuki", "/none").handle(unknown))
        .isInstanceOf(UnsupportedCallbackException.class);
  }
}
