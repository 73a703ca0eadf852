// Before the first paint: the scheme the person chose, else the system's, dark where it states none.
;(function () {
  function chosen() {
    try {
      return localStorage.getItem('dailies:theme')
    } catch {
      return null // storage is blocked: the system's scheme serves
    }
  }
  var theme = chosen()
  var light = theme ? theme === 'paper' : matchMedia('(prefers-color-scheme: light)').matches
  document.documentElement.dataset.theme = light ? 'paper' : 'projector'
})()
