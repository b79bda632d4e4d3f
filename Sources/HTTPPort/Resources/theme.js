// Before anything is painted: the theme that was chosen here before. Without a choice the system's holds.
(() => {
  try {
    const theme = localStorage.getItem("roomvitals-theme");
    if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
  } catch {
    // A browser that keeps nothing shows the system's.
  }
})();
