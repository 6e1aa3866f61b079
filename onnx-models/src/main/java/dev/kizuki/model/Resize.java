package dev.kizuki.model;

/** What is done with an image that is not of the model's width and height. */
public enum Resize {
  /** It is rejected. */
  NONE,
  /** Each axis is scaled to the model's size by area averaging; the aspect is not kept. */
  STRETCH
}
