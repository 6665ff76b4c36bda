// What this browser keeps: decisions at once, in localStorage; long lists in IndexedDB.

const PREFIX = "symbiograph.review/";

// A part of localStorage under a name of its own. Without storage it lasts as long as the page.
export class Shelf {
  constructor(...names) {
    this.prefix = PREFIX + names.map(encodeURIComponent).join("/") + "/";
    this.isLasting = true;
    this.held = new Map();
    try {
      for (let n = 0; n < localStorage.length; n++) {
        const name = localStorage.key(n);
        if (name.startsWith(this.prefix)) this.#take(name, localStorage.getItem(name));
      }
    } catch {
      this.isLasting = false;
    }
  }

  get(name) {
    return this.held.get(name);
  }

  set(name, value) {
    this.held.set(name, value);
    try {
      localStorage.setItem(this.prefix + name, JSON.stringify(value));
    } catch {
      this.isLasting = false;
    }
  }

  delete(name) {
    this.held.delete(name);
    try {
      localStorage.removeItem(this.prefix + name);
    } catch {
      this.isLasting = false;
    }
  }

  // Entries whose name begins with `start`, by the rest of the name.
  entries(start) {
    return [...this.held]
      .filter(([name]) => name.startsWith(start))
      .map(([name, value]) => [name.slice(start.length), value]);
  }

  // Take in what another tab of this browser has changed; tell `changed` of it.
  follow(changed) {
    window.addEventListener("storage", (event) => {
      if (event.key === null || !event.key.startsWith(this.prefix)) return;
      if (event.newValue === null) this.held.delete(event.key.slice(this.prefix.length));
      else this.#take(event.key, event.newValue);
      changed();
    });
  }

  #take(name, text) {
    try {
      this.held.set(name.slice(this.prefix.length), JSON.parse(text));
    } catch {
      // Not ours.
    }
  }
}

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("symbiograph.review", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("lists", { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function inStore(mode, work) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction("lists", mode);
      const request = work(transaction.objectStore("lists"));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

// Lists of one's own, each with its items and what was proposed for them.
export const lists = {
  put: (list) => inStore("readwrite", (store) => store.put(list)),
  get: (key) => inStore("readonly", (store) => store.get(key)),
  all: () => inStore("readonly", (store) => store.getAll()),
  delete: (key) => inStore("readwrite", (store) => store.delete(key)),
};
