package dev.kizuki.scoring;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.kizuki.model.ModelException;
import dev.kizuki.model.ModelFile;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.OnnxFile;
import java.nio.file.Path;

/**
 * A loaded model: its metadata and its ONNX Runtime session. Any number of {@link DistanceRunner}s
 * may share it. The caller must close it, after all its runners.
 */
public final class Model implements AutoCloseable {
  private final ModelFile file;
  private final ModelMetadata metadata;
  private final OrtSession session;
  private final String graphSha256;
  private final int latents;

  private Model(ModelFile file, ModelMetadata metadata, OrtSession session, int latents) {
    this.file = file;
    this.metadata = metadata;
    this.session = session;
    this.latents = latents;
    this.graphSha256 = OnnxFile.of(file.bytes()).graphDigest();
  }

  /**
   * Loads a model and runs its {@link #selfTest}.
   *
   * @throws ModelException if the file is not a Kizuki model, or fails the test
   */
  public static Model load(Path path) {
    return load(ModelFile.read(path));
  }

  /**
   * Loads a model from a file that was read before, and runs its {@link #selfTest}.
   *
   * @throws ModelException if the file is not a Kizuki model, or fails the test
   */
  public static Model load(ModelFile file) {
    Model model = open(file);
    try {
      model.selfTest();
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static Model open(ModelFile file) {
    OrtSession session = openSession(file);
    try {
      String json = session.getMetadata().getCustomMetadata().get(ModelMetadata.KEY);
      if (json == null) {
        throw new ModelException(
            file.path(),
            "it has no Kizuki metadata; add them with"
                + " 'kizuki calibrate --encoder FILE --data NORMAL_IMAGES'");
      }
      ModelMetadata metadata = ModelMetadata.fromJson(json);
      GraphSignature.require(session, metadata.preprocessing());
      return new Model(file, metadata, session, GraphSignature.latents(session));
    } catch (IllegalArgumentException e) {
      Sessions.close(session);
      throw new ModelException(file.path(), String.valueOf(e.getMessage()), e);
    } catch (OrtException e) {
      Sessions.close(session);
      throw new ModelException(file.path(), "ONNX Runtime says: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      Sessions.close(session);
      throw e;
    }
  }

  private static OrtSession openSession(ModelFile file) {
    try {
      return Sessions.open(file.bytes());
    } catch (OrtException e) {
      throw new ModelException(file.path(), "ONNX Runtime says: " + e.getMessage(), e);
    }
  }

  /**
   * Runs the model on its golden images, one by one and as one batch, and compares the distances
   * with the recorded ones.
   *
   * @throws ModelException if a distance differs by more than 0.1 %
   */
  public void selfTest() {
    new SelfTest(this).run();
  }

  public ModelMetadata metadata() {
    return metadata;
  }

  public Path path() {
    return file.path();
  }

  ModelFile file() {
    return file;
  }

  /** Returns the SHA-256 of the file, 64 hexadecimal digits. It identifies the model of a score. */
  public String sha256() {
    return file.sha256();
  }

  /**
   * Returns the SHA-256 of the file without its metadata, 64 hexadecimal digits. A model that was
   * recalibrated without a new mean has the same digest, and gives the same distances.
   */
  public String graphSha256() {
    return graphSha256;
  }

  /**
   * Returns the length of the latent code that the graph gives for each image; 0 if it gives none.
   */
  public int latents() {
    return latents;
  }

  OrtSession session() {
    return session;
  }

  @Override
  public void close() {
    Sessions.close(session);
  }
}
