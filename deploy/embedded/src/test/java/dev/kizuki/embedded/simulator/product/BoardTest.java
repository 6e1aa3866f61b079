package dev.kizuki.embedded.simulator.product;

class BoardTest extends ProductContract {
  @Override
  Product product(Frame frame) {
    return new Board(frame);
  }
}
