// Fields that were left empty are not sent: an empty value is not the same as none.
for (const form of document.querySelectorAll("form")) {
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) {
      if (value === "") event.formData.delete(name);
    }
  });
}
