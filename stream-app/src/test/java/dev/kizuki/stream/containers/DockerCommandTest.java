package dev.kizuki.stream.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With scripts in place of docker. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class DockerCommandTest {
  @TempDir private Path folder;

  private DockerCommand script(String body) throws IOException {
    Path file = Files.writeString(folder.resolve("docker"), "#!/bin/sh\n" + body);
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return new DockerCommand(file.toString());
  }

  @Test
  void anImageOnThisMachineIsNotPulled() throws Exception {
    DockerCommand docker = script("[ $1 = image ] || { echo pulled; exit 1; }");
    assertThat(docker.obtain("mosquitto:2")).isEmpty();
  }

  @Test
  void aMissingImageIsPulled() throws Exception {
    DockerCommand docker = script("[ \"$*\" = 'pull --quiet mosquitto:2' ]");
    assertThat(docker.obtain("mosquitto:2")).isEmpty();
  }

  @Test
  void anEngineWithoutARegistryIsAnObstacleInItsOwnWords() throws Exception {
    DockerCommand docker = script("echo 'some progress'; echo 'no such host' >&2; exit 1");
    assertThat(docker.obtain("mosquitto:2")).contains("no such host");
  }

  @Test
  void aMachineWithoutDockerIsAnObstacle() {
    assertThat(new DockerCommand(folder.resolve("none").toString()).obtain("mosquitto:2"))
        .hasValueSatisfying(text -> assertThat(text).contains("there is no command"));
  }
}
