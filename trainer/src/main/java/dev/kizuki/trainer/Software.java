package dev.kizuki.trainer;

import ai.djl.engine.Engine;
import dev.kizuki.model.Release;
import dev.kizuki.trainer.vae.DjlEngine;
import java.util.Map;
import java.util.TreeMap;

/** The software that made a model, for the provenance. */
final class Software {
  private Software() {}

  /** Names and versions, sorted by name. */
  static Map<String, String> versions() {
    DjlEngine.prepare();
    Map<String, String> versions = new TreeMap<>();
    versions.put("kizuki", Release.current().version());
    versions.put("commit", Release.current().commit());
    versions.put("djl", Engine.getDjlVersion());
    versions.put("java", Integer.toString(Runtime.version().feature()));
    return versions;
  }
}
