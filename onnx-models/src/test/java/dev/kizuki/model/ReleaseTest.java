package dev.kizuki.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class ReleaseTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  @Test
  void readsWhatTheBuildWrote() {
    Properties build = new Properties();
    build.setProperty("version", "0.1.0");
    build.setProperty("commit", COMMIT);
    assertThat(Release.of(build)).isEqualTo(new Release("0.1.0", COMMIT));
  }

  @Test
  void textSaysVersionCommitAndJava() {
    assertThat(new Release("0.1.0", COMMIT).text())
        .isEqualTo("Kizuki 0.1.0 (commit 0123456789ab, Java %s)".formatted(Runtime.version()));
    assertThat(new Release("0.1.0", COMMIT + "-dirty").text())
        .contains("(commit 0123456789ab-dirty,");
    assertThat(new Release("0.1.0", "unknown").text()).contains("(commit unknown,");
  }

  @Test
  void isUnknownWithoutTheFileOfTheBuild() {
    assertThat(Release.of(new Properties())).isEqualTo(new Release("unknown", "unknown"));
  }
}
