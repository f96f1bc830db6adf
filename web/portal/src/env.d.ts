declare namespace App {
  interface Locals {
    data: import("./data.ts").PageData;
  }
}
