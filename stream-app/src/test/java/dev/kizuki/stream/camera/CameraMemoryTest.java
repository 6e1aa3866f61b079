package dev.kizuki.stream.camera;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.camera.DrawnScene.Shot;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class CameraMemoryTest {
  private final JsonMapper json = new JsonMapper();
  private final DrawnScene scene = new DrawnScene(5);
  private final Camera camera = new Camera(CameraLimits.DEFAULT);
  private long now = 1_700_000_000_000L;

  private Health measure(Camera measuring, Shot shot) {
    now += 1000;
    measuring.arrived(now);
    return measuring.measured(scene.next(shot), now);
  }

  private void learn() {
    for (int i = 0; i < 100; i++) {
      measure(camera, Shot.GOOD);
    }
  }

  private Camera restarted() {
    String text = json.writeValueAsString(camera.memory());
    return new Camera(CameraLimits.DEFAULT, json.readValue(text, CameraMemory.class));
  }

  @Test
  void isTheSameAfterJson() {
    learn();
    measure(camera, Shot.GOOD.light(0.2));
    CameraMemory memory = camera.memory();
    String text = json.writeValueAsString(memory);
    assertThat(json.readValue(text, CameraMemory.class)).isEqualTo(memory);
    assertThat(new Camera(CameraLimits.DEFAULT, memory).memory()).isEqualTo(memory);
  }

  @Test
  void nothingIsTheSameAfterJson() {
    String text = json.writeValueAsString(CameraMemory.NONE);
    assertThat(json.readValue(text, CameraMemory.class)).isEqualTo(CameraMemory.NONE);
    assertThat(camera.memory()).isEqualTo(CameraMemory.NONE);
  }

  @Test
  void isSmall() {
    learn();
    for (int i = 0; i < 5; i++) {
      measure(camera, Shot.GOOD.light(0.2));
    }
    assertThat(json.writeValueAsBytes(camera.memory())).hasSizeLessThan(4096);
  }

  @Test
  void aRestartedCameraFindsTroublesAtOnce() {
    learn();
    for (Shot sick : new Shot[] {Shot.GOOD.light(0.3), Shot.GOOD.blur(1), Shot.GOOD.moved(6, 2)}) {
      Camera again = restarted();
      assertThat(measure(again, Shot.GOOD)).isEqualTo(Health.GOOD);
      assertThat(measure(again, sick).suspected()).as("%s", sick).isNotEmpty();
    }
  }

  @Test
  void aConfirmedTroubleOutlivesARestartAndThenEnds() {
    learn();
    for (int i = 0; i < 5; i++) {
      measure(camera, Shot.GOOD.light(0.2));
    }
    Camera again = restarted();
    assertThat(again.confirmed()).isEqualTo(camera.confirmed()).hasSize(1);
    assertThat(measure(again, Shot.GOOD).isSick()).isTrue();
    measure(again, Shot.GOOD);
    assertThat(measure(again, Shot.GOOD).ended()).containsExactly(Trouble.DARK);
  }

  @Test
  void anUnreadableReferenceIsLearnedAgain() {
    learn();
    CameraMemory m = camera.memory();
    CameraMemory other =
        new CameraMemory(
            m.lastArrivalMs(),
            m.arrivals(),
            m.usualGapMs(),
            m.lastLearnedMs(),
            m.width(),
            m.height(),
            m.logitBrightness(),
            m.contrast(),
            m.logSharpness(),
            m.change(),
            m.similarity(),
            m.repeats(),
            "AAAA",
            m.accepted(),
            m.confirmed());
    Camera again = new Camera(CameraLimits.DEFAULT, other);
    assertThat(again.unwatched()).contains(Trouble.MOVED);
    for (int i = 0; i < 100; i++) {
      assertThat(measure(again, Shot.GOOD)).isEqualTo(Health.GOOD);
    }
    assertThat(again.unwatched()).isEmpty();
  }
}
